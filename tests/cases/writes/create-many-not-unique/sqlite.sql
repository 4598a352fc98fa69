-- begin

-- ?1 = '[1]'
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- savepoint

-- ?1 = 'Rock'
-- ?2 = None
-- ?3 = 'Drone'
-- ?4 = None
-- ?5 = 'Noise'
-- ?6 = None
-- ?7 = 'Jazz'
-- ?8 = 1
-- ?9 = 'Drone'
-- ?10 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2),(?3,?4),(?5,?6),(?7,?8),(?9,?10) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Rock'
-- ?2 = None
-- ?3 = 'Drone'
-- ?4 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2),(?3,?4) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Rock'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Drone'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- released

-- savepoint

-- ?1 = 'Noise'
-- ?2 = None
-- ?3 = 'Jazz'
-- ?4 = 1
-- ?5 = 'Drone'
-- ?6 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2),(?3,?4),(?5,?6) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Noise'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- released

-- savepoint

-- ?1 = 'Jazz'
-- ?2 = 1
-- ?3 = 'Drone'
-- ?4 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2),(?3,?4) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Jazz'
-- ?2 = 1
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Drone'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Rock'
-- ?2 = None
-- ?3 = 'Jazz'
-- ?4 = 1
-- ?5 = 'Drone'
-- ?6 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2),(?3,?4),(?5,?6) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Rock'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Jazz'
-- ?2 = 1
-- ?3 = 'Drone'
-- ?4 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2),(?3,?4) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Jazz'
-- ?2 = 1
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Drone'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- refused: unique

-- undone

-- rollback
