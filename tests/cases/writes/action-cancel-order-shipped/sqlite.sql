-- begin

-- ?1 = '[1]'
-- ?2 = 'acct-ada'
SELECT "t0"."id"
FROM "order" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
AND EXISTS (SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?2))

-- rollback
