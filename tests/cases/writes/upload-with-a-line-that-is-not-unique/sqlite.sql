-- begin

-- savepoint

-- savepoint

-- ?1 = 'Drone'
-- ?2 = None
-- ?3 = 'Jazz'
-- ?4 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2),(?3,?4) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Drone'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- released

-- savepoint

-- ?1 = 'Jazz'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Jazz'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- refused: unique

-- undone

-- undone

-- rollback
