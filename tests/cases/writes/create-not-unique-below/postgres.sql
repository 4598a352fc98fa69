-- begin

-- $1 = [2]
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = 'Jetty'
-- $2 = 'CD'
-- $3 = datetime.date(2026, 2, 28)
-- $4 = Decimal('3.00')
-- $5 = None
-- $6 = 0
-- $7 = None
-- $8 = None
-- $9 = 2
-- $10 = None
INSERT INTO "release" (
  "title","format","released_on","price","cost","stock","details","cover","artist_id","label_id"
)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
RETURNING "id"

-- savepoint

-- $1 = [1, 2, 1]
-- $2 = ['Plank', 'Pile', 'Post']
-- $3 = [60, -60, 60]
-- $4 = [False, False, False]
-- $5 = [1001, 1001, 1001]
INSERT INTO "track" ("position","title","seconds","explicit","release_id")
SELECT unnest($1::int4[]),unnest($2::text[]),unnest($3::int4[]),unnest($4::bool[]),unnest($5::int4[])
RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- $1 = 1
-- $2 = 'Plank'
-- $3 = 60
-- $4 = False
-- $5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES ($1,$2,$3,$4,$5) RETURNING "id"

-- released

-- savepoint

-- $1 = [2, 1]
-- $2 = ['Pile', 'Post']
-- $3 = [-60, 60]
-- $4 = [False, False]
-- $5 = [1001, 1001]
INSERT INTO "track" ("position","title","seconds","explicit","release_id")
SELECT unnest($1::int4[]),unnest($2::text[]),unnest($3::int4[]),unnest($4::bool[]),unnest($5::int4[])
RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- $1 = 2
-- $2 = 'Pile'
-- $3 = -60
-- $4 = False
-- $5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES ($1,$2,$3,$4,$5) RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- $1 = 1
-- $2 = 'Post'
-- $3 = 60
-- $4 = False
-- $5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES ($1,$2,$3,$4,$5) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- $1 = [2, 1]
-- $2 = ['Pile', 'Post']
-- $3 = [-60, 60]
-- $4 = [False, False]
-- $5 = [1001, 1001]
INSERT INTO "track" ("position","title","seconds","explicit","release_id")
SELECT unnest($1::int4[]),unnest($2::text[]),unnest($3::int4[]),unnest($4::bool[]),unnest($5::int4[])
RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- $1 = 2
-- $2 = 'Pile'
-- $3 = -60
-- $4 = False
-- $5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES ($1,$2,$3,$4,$5) RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- $1 = 1
-- $2 = 'Post'
-- $3 = 60
-- $4 = False
-- $5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES ($1,$2,$3,$4,$5) RETURNING "id"

-- refused: unique

-- undone

-- rollback
