-- ?1 = '2026-03-01'
-- ?2 = 'VINYL'
-- ?3 = 300
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat('{"name":' || json_quote(("p0"."name"||'')) || '}',',') FILTER (WHERE ("p0"."row number" <= 20)),''
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
        WHEN (("p0"."row number" <= 20) AND (("p0"."row number" = 20) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Artist id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."name" "name",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "artist" "t1"
    WHERE EXISTS (
      SELECT 1
      FROM "release" "t2"
      WHERE ("t2"."artist_id" = "t1"."id")
      AND ("t2"."released_on" <= ?1)
      AND (
        ("t2"."format" = ?2)
        AND EXISTS (
          SELECT 1
          FROM "track" "t3"
          WHERE ("t3"."release_id" = "t2"."id")
          AND EXISTS (
            SELECT 1 FROM "release" "t4" WHERE ("t4"."id" = "t3"."release_id") AND ("t4"."released_on" <= ?1)
          )
          AND ("t3"."seconds" > ?3)
        )
      )
    )
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
