-- ?1 = '2026-03-01'
-- ?2 = 181
-- ?3 = 11
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":' || json_quote(("p0"."title"||'')) || ',"seconds":' || "p0"."seconds" || '}',','
    ) FILTER (WHERE ("p0"."row number" <= 3)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 3)) THEN 'true' ELSE 'false' END
  || ',"has_previous":'
  || CASE WHEN (
    (
      (
        SELECT 1
        FROM "track" "t1"
        WHERE EXISTS (
          SELECT 1 FROM "release" "t2" WHERE ("t2"."id" = "t1"."release_id") AND ("t2"."released_on" <= ?1)
        )
        AND (("t1"."seconds" , "t1"."id") <= (?2 , ?3))
        ORDER BY "t1"."seconds" DESC,"t1"."id" DESC
        LIMIT 1
      ) IS NOT NULL
    )
  ) THEN 'true' ELSE 'false' END
  || ',"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 3) AND ("p0"."row number" = 1))
        THEN torii_cursor('[' || "p0"."sort 0" || ',' || "p0"."sort 1" || ']','Track seconds,id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ',' || "p0"."sort 1" || ']','Track seconds,id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t3"."title" "title",
      "t3"."seconds" "seconds",
      "t3"."seconds" "sort 0",
      "t3"."id" "sort 1",
      row_number() OVER (ORDER BY "t3"."seconds" ASC,"t3"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t3"."seconds" ASC,"t3"."id" ASC) "row after"
    FROM "track" "t3"
    WHERE EXISTS (SELECT 1 FROM "release" "t4" WHERE ("t4"."id" = "t3"."release_id") AND ("t4"."released_on" <= ?1))
    AND (("t3"."seconds" , "t3"."id") > (?2 , ?3))
    ORDER BY "t3"."seconds" ASC,"t3"."id" ASC
    LIMIT 4
  ) "p0"
)
