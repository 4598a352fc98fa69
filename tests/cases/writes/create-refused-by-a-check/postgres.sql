-- begin

-- $1 = [3]
-- $2 = datetime.date(2026, 3, 1)
SELECT "t0"."id" FROM "release" "t0" WHERE ("t0"."id" = ANY($1)) AND ("t0"."released_on" <= $2)

-- $1 = 'acct-bo'
SELECT "t0"."id" FROM "customer" "t0" WHERE ("t0"."account_id" = $1) LIMIT 2

-- $1 = 4
-- $2 = 'Salt in it.'
-- $3 = False
-- $4 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $5 = 2
-- $6 = 3
INSERT INTO "review" ("stars","text","published","written_at","customer_id","release_id")
VALUES ($1,$2,$3,$4,$5,$6)
RETURNING "id"

-- $1 = [<OrderStatus.PLACED: 'PLACED'>, <OrderStatus.PAID: 'PAID'>, <OrderStatus.SHIPPED: 'SHIPPED'>]
-- $2 = 'acct-bo'
-- $3 = [1001]
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "release" "t1"
      WHERE ("t1"."id" = "t0"."release_id")
      AND EXISTS (
        SELECT 1
        FROM "order_line" "t2"
        WHERE ("t2"."release_id" = "t1"."id")
        AND EXISTS (
          SELECT 1
          FROM "order" "t3"
          WHERE ("t3"."id" = "t2"."order_id")
          AND (
            ("t3"."status" = ANY($1))
            AND EXISTS (
              SELECT 1 FROM "customer" "t4" WHERE ("t4"."id" = "t3"."customer_id") AND ("t4"."account_id" = $2)
            )
          )
        )
      )
    ) IS TRUE
  )
FROM "review" "t0"
WHERE ("t0"."id" = ANY($3))

-- rollback
