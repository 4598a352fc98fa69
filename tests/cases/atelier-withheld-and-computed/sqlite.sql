-- ?1 = 'ida'
-- ?2 = '2026-03-01 12:00:00+00:00'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":'
      || CASE WHEN ("p0"."title" IS NULL) THEN 'null' ELSE json_quote(("p0"."title"||'')) END
      || ',"worth":'
      || CASE WHEN ("p0"."painter_id" = ?1) THEN CASE WHEN ("p0"."worth" IS NULL) THEN 'null' ELSE '"'
      || CASE WHEN ("p0"."worth" GLOB '*.[0-9][0-9][0-9][0-9]') THEN "p0"."worth" ELSE torii_decimal("p0"."worth",4) END
      || '"' END ELSE 'null	' END
      || ',"caption":'
      || CASE WHEN ("p0"."painter_id" = ?1) THEN '{"worth":'
      || CASE WHEN ("p0"."worth" IS NULL) THEN 'null' ELSE '"'
      || CASE WHEN ("p0"."worth" GLOB '*.[0-9][0-9][0-9][0-9]') THEN "p0"."worth" ELSE torii_decimal("p0"."worth",4) END
      || '"' END
      || ',"painter":'
      || coalesce(
        (
          SELECT '{"name":'
          || CASE WHEN ("t1"."name" IS NULL) THEN 'null' ELSE json_quote(("t1"."name"||'')) END
          || '}'
          FROM "painter" "t1"
          WHERE ("t1"."code" = "p0"."painter_id")
        ),
        'null'
      )
      || '}' ELSE 'null	' END
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
        THEN torii_cursor('[' || '"' || "p0"."sort 0" || '"' || ']','Canvas id')
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
        THEN torii_cursor('[' || '"' || "p0"."sort 0" || '"' || ']','Canvas id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t2"."title" "title",
      "t2"."worth" "worth",
      "t2"."painter_id" "painter_id",
      "t2"."id" "sort 0",
      row_number() OVER (ORDER BY "t2"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t2"."id" ASC) "row after"
    FROM "canvas" "t2"
    WHERE (("t2"."shown_at" <= ?2) OR ("t2"."painter_id" = ?1))
    ORDER BY "t2"."id" ASC
    LIMIT 21
  ) "p0"
)
