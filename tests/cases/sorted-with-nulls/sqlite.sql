SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"name":'
      || json_quote(("p0"."name"||''))
      || ',"formed":'
      || CASE WHEN ("p0"."formed" IS NULL) THEN 'null' ELSE "p0"."formed" END
      || ',"country":'
      || CASE WHEN ("p0"."country" IS NULL) THEN 'null' ELSE json_quote(("p0"."country"||'')) END
      || '}',
      ','
    ) FILTER (WHERE ("p0"."row number" <= 20)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END
  || ',"has_previous":false,"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 20) AND ("p0"."row number" = 1))
        THEN torii_cursor(
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE "p0"."sort 0" END
          || ','
          || CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 1"||'')) END
          || ','
          || "p0"."sort 2"
          || ']',
          'Artist formed desc,country,id'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"end_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 20) AND (("p0"."row number" = 20) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor(
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE "p0"."sort 0" END
          || ','
          || CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 1"||'')) END
          || ','
          || "p0"."sort 2"
          || ']',
          'Artist formed desc,country,id'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."name" "name",
      "t1"."formed" "formed",
      "t1"."country" "country",
      "t1"."formed" "sort 0",
      "t1"."country" "sort 1",
      "t1"."id" "sort 2",
      row_number() OVER (
        ORDER BY "t1"."formed" DESC NULLS FIRST,"t1"."country" ASC NULLS LAST,"t1"."id" ASC
      ) "row number",
      lead(1) OVER (ORDER BY "t1"."formed" DESC NULLS FIRST,"t1"."country" ASC NULLS LAST,"t1"."id" ASC) "row after"
    FROM "artist" "t1"
    ORDER BY "t1"."formed" DESC NULLS FIRST,"t1"."country" ASC NULLS LAST,"t1"."id" ASC
    LIMIT 21
  ) "p0"
)
