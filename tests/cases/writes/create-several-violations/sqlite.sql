-- begin

-- ?1 = '[99]'
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = '[1,98]'
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- rollback
