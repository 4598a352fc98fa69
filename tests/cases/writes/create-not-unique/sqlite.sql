-- begin

-- ?1 = '[2]'
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 'Jazz'
-- ?2 = 2
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- refused: unique

-- rollback
