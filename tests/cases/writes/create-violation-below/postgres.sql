-- begin

-- $1 = [2]
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" = ANY($1))

-- rollback
