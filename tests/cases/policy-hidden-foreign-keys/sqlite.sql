-- ?1 = 'acct-cy'
-- ?2 = '2026-03-01'
-- ?3 = 1
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"stars":'
      || "p0"."stars"
      || ',"customer_id":'
      || coalesce(
        (SELECT "t1"."id" FROM "customer" "t1" WHERE ("t1"."id" = "p0"."customer_id") AND ("t1"."account_id" = ?1)),
        'null'
      )
      || ',"release_id":'
      || coalesce(
        (SELECT "t2"."id" FROM "release" "t2" WHERE ("t2"."id" = "p0"."release_id") AND ("t2"."released_on" <= ?2)),
        'null'
      )
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Review id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Review id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t3"."stars" "stars",
      "t3"."customer_id" "customer_id",
      "t3"."release_id" "release_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
    FROM "review" "t3"
    WHERE (
      ("t3"."published" = ?3)
      OR EXISTS (SELECT 1 FROM "customer" "t4" WHERE ("t4"."id" = "t3"."customer_id") AND ("t4"."account_id" = ?1))
    )
    AND (
      (
        SELECT "t5"."id" FROM "customer" "t5" WHERE ("t5"."id" = "t3"."customer_id") AND ("t5"."account_id" = ?1)
      ) IS NULL
    )
    ORDER BY "t3"."id" ASC
    LIMIT 21
  ) "p0"
)
