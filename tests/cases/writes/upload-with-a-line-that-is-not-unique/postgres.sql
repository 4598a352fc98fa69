-- begin

-- savepoint

-- savepoint

-- $1 = ['Drone', 'Jazz']
-- $2 = [None, None]
INSERT INTO "genre" ("name","parent_id") SELECT unnest($1::text[]),unnest($2::int4[]) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Drone'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- released

-- savepoint

-- $1 = 'Jazz'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Jazz'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

-- refused: unique

-- undone

-- undone

-- rollback
