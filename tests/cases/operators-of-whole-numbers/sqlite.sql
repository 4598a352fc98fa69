-- ?1 = '2026-03-01'
-- ?2 = 180
-- ?3 = 305
-- ?4 = 241
-- ?5 = '[181,187,305,260]'
-- ?6 = 2
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":' || json_quote(("p0"."title"||'')) || ',"seconds":' || "p0"."seconds" || '}',','
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Track id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Track id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."title" "title",
      "t1"."seconds" "seconds",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "track" "t1"
    WHERE EXISTS (SELECT 1 FROM "release" "t2" WHERE ("t2"."id" = "t1"."release_id") AND ("t2"."released_on" <= ?1))
    AND (
      (
        ("t1"."seconds" > ?2)
        AND ("t1"."seconds" <= ?3)
        AND ("t1"."seconds" <> ?4)
        AND ("t1"."seconds" IN (SELECT value FROM json_each(?5)))
      )
      AND ("t1"."position" = ?6)
    )
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
