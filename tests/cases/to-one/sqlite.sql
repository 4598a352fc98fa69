-- ?1 = '2026-03-01'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":'
      || json_quote(("p0"."title"||''))
      || ',"artist":'
      || coalesce(
        (
          SELECT '{"name":' || json_quote(("t1"."name"||'')) || '}'
          FROM "artist" "t1"
          WHERE ("t1"."id" = "p0"."artist_id")
        ),
        'null'
      )
      || ',"label":'
      || coalesce(
        (
          SELECT '{"name":'
          || json_quote(("t2"."name"||''))
          || ',"country":'
          || CASE WHEN ("t2"."country" IS NULL) THEN 'null' ELSE json_quote(("t2"."country"||'')) END
          || '}'
          FROM "label" "t2"
          WHERE ("t2"."id" = "p0"."label_id")
        ),
        'null'
      )
      || '}',
      ','
    ) FILTER (WHERE ("p0"."row number" <= 3)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 3)) THEN 'true' ELSE 'false' END
  || ',"has_previous":false,"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 3) AND ("p0"."row number" = 1))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Release id')
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"end_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 3) AND (("p0"."row number" = 3) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Release id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t3"."title" "title",
      "t3"."artist_id" "artist_id",
      "t3"."label_id" "label_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
    FROM "release" "t3"
    WHERE ("t3"."released_on" <= ?1)
    ORDER BY "t3"."id" ASC
    LIMIT 4
  ) "p0"
)
