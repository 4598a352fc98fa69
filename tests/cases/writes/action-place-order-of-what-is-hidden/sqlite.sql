-- begin

-- ?1 = '[4,9]'
-- ?2 = '2026-03-01'
SELECT "t0"."id"
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1))) AND ("t0"."released_on" <= ?2)

-- rollback
