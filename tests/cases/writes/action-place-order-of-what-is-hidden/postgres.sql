-- begin

-- $1 = [4, 9]
-- $2 = datetime.date(2026, 3, 1)
SELECT "t0"."id" FROM "release" "t0" WHERE ("t0"."id" = ANY($1)) AND ("t0"."released_on" <= $2)

-- rollback
