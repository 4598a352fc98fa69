-- begin

-- ?1 = '[3]'
SELECT "t0"."id" FROM "order" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- rollback
