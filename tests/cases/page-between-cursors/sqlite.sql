-- ?1 = '2026-03-01'
-- ?2 = 5
-- ?3 = 2
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(group_concat('{"id":' || "p0"."id" || '}',',') FILTER (WHERE ("p0"."row number" <= 5)),'')
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN (
    (count(*) > 5)
    OR (
      (
        SELECT 1
        FROM "track" "t1"
        WHERE EXISTS (
          SELECT 1 FROM "release" "t2" WHERE ("t2"."id" = "t1"."release_id") AND ("t2"."released_on" <= ?1)
        )
        AND ("t1"."id" >= ?2)
        ORDER BY "t1"."id" ASC
        LIMIT 1
      ) IS NOT NULL
    )
  ) THEN 'true' ELSE 'false' END
  || ',"has_previous":'
  || CASE WHEN (
    (
      (
        SELECT 1
        FROM "track" "t3"
        WHERE EXISTS (
          SELECT 1 FROM "release" "t4" WHERE ("t4"."id" = "t3"."release_id") AND ("t4"."released_on" <= ?1)
        )
        AND ("t3"."id" <= ?3)
        ORDER BY "t3"."id" DESC
        LIMIT 1
      ) IS NOT NULL
    )
  ) THEN 'true' ELSE 'false' END
  || ',"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 5) AND ("p0"."row number" = 1))
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
        WHEN (("p0"."row number" <= 5) AND (("p0"."row number" = 5) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Track id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t5"."id" "id",
      "t5"."id" "sort 0",
      row_number() OVER (ORDER BY "t5"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t5"."id" ASC) "row after"
    FROM "track" "t5"
    WHERE EXISTS (SELECT 1 FROM "release" "t6" WHERE ("t6"."id" = "t5"."release_id") AND ("t6"."released_on" <= ?1))
    AND ("t5"."id" > ?3)
    AND ("t5"."id" < ?2)
    ORDER BY "t5"."id" ASC
    LIMIT 6
  ) "p0"
)
