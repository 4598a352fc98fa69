-- ?1 = '2026-03-01'
-- ?2 = 1
-- ?3 = 3
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat('{"title":' || json_quote(("p0"."title"||'')) || '}',',') FILTER (WHERE ("p0"."row number" <= 20)),
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
        WHEN (("p0"."row number" <= 20) AND (("p0"."row number" = 20) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Release id')
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
    FROM "release" "t1"
    WHERE ("t1"."released_on" <= ?1)
    AND EXISTS (
      SELECT 1
      FROM "review" "t2"
      WHERE ("t2"."release_id" = "t1"."id") AND ("t2"."published" = ?2) AND ("t2"."stars" = ?3)
    )
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
