SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"id":'
      || "p0"."id"
      || ',"name":'
      || json_quote(("p0"."name"||''))
      || ',"country":'
      || CASE WHEN ("p0"."country" IS NULL) THEN 'null' ELSE json_quote(("p0"."country"||'')) END
      || ',"formed":'
      || CASE WHEN ("p0"."formed" IS NULL) THEN 'null' ELSE "p0"."formed" END
      || ',"biography":'
      || CASE WHEN ("p0"."biography" IS NULL) THEN 'null' ELSE json_quote(("p0"."biography"||'')) END
      || '}',
      ','
    ) FILTER (WHERE ("p0"."row number" <= 2)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 2)) THEN 'true' ELSE 'false' END
  || ',"has_previous":false,"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 2) AND ("p0"."row number" = 1))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Artist id')
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"end_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 2) AND (("p0"."row number" = 2) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Artist id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."id" "id",
      "t1"."name" "name",
      "t1"."country" "country",
      "t1"."formed" "formed",
      "t1"."biography" "biography",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "artist" "t1"
    ORDER BY "t1"."id" ASC
    LIMIT 3
  ) "p0"
)
