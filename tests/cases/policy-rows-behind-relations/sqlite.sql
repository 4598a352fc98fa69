-- ?1 = '2026-03-01'
-- ?2 = 'acct-ada'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"note":'
      || CASE WHEN ("p0"."note" IS NULL) THEN 'null' ELSE json_quote(("p0"."note"||'')) END
      || ',"release_id":'
      || coalesce(
        (SELECT "t1"."id" FROM "release" "t1" WHERE ("t1"."id" = "p0"."release_id") AND ("t1"."released_on" <= ?1)),
        'null'
      )
      || ',"release":'
      || coalesce(
        (
          SELECT '{"title":'
          || json_quote(("t2"."title"||''))
          || ',"released_on":'
          || '"'
          || "t2"."released_on"
          || '"'
          || '}'
          FROM "release" "t2"
          WHERE ("t2"."id" = "p0"."release_id") AND ("t2"."released_on" <= ?1)
        ),
        'null'
      )
      || ',"customer":'
      || coalesce(
        (
          SELECT '{"name":'
          || CASE WHEN ("t3"."name" IS NULL) THEN 'null' ELSE json_quote(("t3"."name"||'')) END
          || '}'
          FROM "customer" "t3"
          WHERE ("t3"."id" = "p0"."customer_id") AND ("t3"."account_id" = ?2)
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','WishlistEntry id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','WishlistEntry id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t4"."note" "note",
      "t4"."release_id" "release_id",
      "t4"."customer_id" "customer_id",
      "t4"."id" "sort 0",
      row_number() OVER (ORDER BY "t4"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t4"."id" ASC) "row after"
    FROM "wishlist_entry" "t4"
    WHERE EXISTS (SELECT 1 FROM "customer" "t5" WHERE ("t5"."id" = "t4"."customer_id") AND ("t5"."account_id" = ?2))
    ORDER BY "t4"."id" ASC
    LIMIT 21
  ) "p0"
)
