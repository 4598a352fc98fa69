-- begin

-- $1 = [3]
SELECT "t0"."id" FROM "order" "t0" WHERE ("t0"."id" = ANY($1))

-- rollback
