-- ?1 = 'acct-cy'
-- ?2 = 1
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"stars":'
      || "p0"."stars"
      || ',"customer":'
      || coalesce(
        (
          SELECT '{"name":'
          || CASE WHEN ("t1"."name" IS NULL) THEN 'null' ELSE json_quote(("t1"."name"||'')) END
          || '}'
          FROM "customer" "t1"
          WHERE ("t1"."id" = "p0"."customer_id") AND ("t1"."account_id" = ?1)
        ),
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
        THEN torii_cursor(
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 0"||'')) END
          || ','
          || "p0"."sort 1"
          || ']',
          'Review customer.name,id'
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
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 0"||'')) END
          || ','
          || "p0"."sort 1"
          || ']',
          'Review customer.name,id'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t2"."stars" "stars",
      "t2"."customer_id" "customer_id",
      (
        SELECT "t4"."name" FROM "customer" "t4" WHERE ("t4"."id" = "t2"."customer_id") AND ("t4"."account_id" = ?1)
      ) "sort 0",
      "t2"."id" "sort 1",
      row_number() OVER (
        ORDER BY (
          SELECT "t4"."name"
          FROM "customer" "t4"
          WHERE ("t4"."id" = "t2"."customer_id") AND ("t4"."account_id" = ?1)
        ) ASC NULLS LAST,
          "t2"."id" ASC
      ) "row number",
      lead(1) OVER (
        ORDER BY (
          SELECT "t4"."name"
          FROM "customer" "t4"
          WHERE ("t4"."id" = "t2"."customer_id") AND ("t4"."account_id" = ?1)
        ) ASC NULLS LAST,
          "t2"."id" ASC
      ) "row after"
    FROM "review" "t2"
    WHERE (
      ("t2"."published" = ?2)
      OR EXISTS (SELECT 1 FROM "customer" "t3" WHERE ("t3"."id" = "t2"."customer_id") AND ("t3"."account_id" = ?1))
    )
    ORDER BY (
      SELECT "t4"."name" FROM "customer" "t4" WHERE ("t4"."id" = "t2"."customer_id") AND ("t4"."account_id" = ?1)
    ) ASC NULLS LAST,
      "t2"."id" ASC
    LIMIT 21
  ) "p0"
)
