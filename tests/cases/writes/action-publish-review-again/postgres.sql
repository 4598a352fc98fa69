-- begin

-- $1 = [1]
SELECT "t0"."id" FROM "review" "t0" WHERE ("t0"."id" = ANY($1))

-- rollback
