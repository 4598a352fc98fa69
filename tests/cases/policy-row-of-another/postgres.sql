-- $1 = 3
-- $2 = 'acct-ada'
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat('{"status":',concat('"',"t0"."status",'"'),'}')
      FROM "order" "t0"
      WHERE ("t0"."id" = $1)
      AND EXISTS (SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = $2))
    ),
    'null'
  ),
  '}'
)
