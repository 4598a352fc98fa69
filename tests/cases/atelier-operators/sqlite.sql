-- ?1 = '2026-03-01 12:00:00+00:00'
-- ?2 = 'ida'
-- ?3 = 0
-- ?4 = '[0,9007199254740993]'
-- ?5 = 0.5
-- ?6 = 7.5
-- ?7 = '0.0000'
-- ?8 = '1234567890123456.7800'
-- ?9 = 1
-- ?10 = '12:00:00'
-- ?11 = '2020-02-29 12:00:00.000001+00:00'
-- ?12 = '2000-01-01'
-- ?13 = '[1,3]'
-- ?14 = '{"primed":true}'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":' || CASE WHEN ("p0"."title" IS NULL) THEN 'null' ELSE json_quote(("p0"."title"||'')) END || '}',','
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
    SELECT "t1"."title" "title",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "canvas" "t1"
    WHERE (("t1"."shown_at" <= ?1) OR ("t1"."painter_id" = ?2))
    AND (
      (("t1"."threads" >= ?3) AND ("t1"."threads" IN (SELECT value FROM json_each(?4))))
      AND (("t1"."weight" < ?5) AND (("t1"."weight" <> ?6) OR ("t1"."weight" IS NULL)))
      AND (
        (("t1"."painter_id" = ?2) AND (CAST("t1"."worth" AS NUMERIC) >= CAST(?7 AS NUMERIC)))
        AND (("t1"."painter_id" = ?2) AND (CAST("t1"."worth" AS NUMERIC) <= CAST(?8 AS NUMERIC)))
      )
      AND (("t1"."varnished" IS NOT NULL) AND ("t1"."varnished" = ?9))
      AND ("t1"."best_light" < ?10)
      AND ("t1"."shown_at" = ?11)
      AND ("t1"."begun_on" < ?12)
      AND ("t1"."mood" IN (SELECT value FROM json_each(?13)))
      AND torii_contains("t1"."palette",?14)
    )
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
