-- begin

-- $1 = [99]
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = [1, 98]
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" = ANY($1))

-- rollback
