-- begin

-- ?1 = '[1]'
SELECT "t0"."id" FROM "review" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- rollback
