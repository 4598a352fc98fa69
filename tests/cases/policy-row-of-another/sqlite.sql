-- ?1 = 3
-- ?2 = 'acct-ada'
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"status":'
    || CASE WHEN ("t0"."status" = 'CANCELLED') THEN '"CANCELLED"' ELSE CASE WHEN ("t0"."status" = 'SHIPPED') THEN '"SHIPPED"' ELSE CASE WHEN ("t0"."status" = 'PAID') THEN '"PAID"' ELSE CASE WHEN ("t0"."status" = 'PLACED') THEN '"PLACED"' ELSE NULL END END END END
    || '}'
    FROM "order" "t0"
    WHERE ("t0"."id" = ?1)
    AND EXISTS (SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?2))
  ),
  'null'
)
|| '}'
