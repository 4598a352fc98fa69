-- begin

-- $1 = [1]
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" = ANY($1))

-- savepoint

-- $1 = ['Rock', 'Drone', 'Noise', 'Jazz', 'Drone']
-- $2 = [None, None, None, 1, None]
INSERT INTO "genre" ("name","parent_id") SELECT unnest($1::text[]),unnest($2::int4[]) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = ['Rock', 'Drone']
-- $2 = [None, None]
INSERT INTO "genre" ("name","parent_id") SELECT unnest($1::text[]),unnest($2::int4[]) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Rock'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Drone'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- released

-- savepoint

-- $1 = ['Noise', 'Jazz', 'Drone']
-- $2 = [None, 1, None]
INSERT INTO "genre" ("name","parent_id") SELECT unnest($1::text[]),unnest($2::int4[]) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Noise'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- released

-- savepoint

-- $1 = ['Jazz', 'Drone']
-- $2 = [1, None]
INSERT INTO "genre" ("name","parent_id") SELECT unnest($1::text[]),unnest($2::int4[]) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Jazz'
-- $2 = 1
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Drone'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = ['Rock', 'Jazz', 'Drone']
-- $2 = [None, 1, None]
INSERT INTO "genre" ("name","parent_id") SELECT unnest($1::text[]),unnest($2::int4[]) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Rock'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = ['Jazz', 'Drone']
-- $2 = [1, None]
INSERT INTO "genre" ("name","parent_id") SELECT unnest($1::text[]),unnest($2::int4[]) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Jazz'
-- $2 = 1
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Drone'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- refused: unique

-- undone

-- rollback
