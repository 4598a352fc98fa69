-- begin

-- ?1 = '[2]'
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 'Jetty'
-- ?2 = 'CD'
-- ?3 = '2026-02-28'
-- ?4 = '3.00'
-- ?5 = None
-- ?6 = 0
-- ?7 = None
-- ?8 = None
-- ?9 = 2
-- ?10 = None
INSERT INTO "release" (
  "title","format","released_on","price","cost","stock","details","cover","artist_id","label_id"
)
VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)
RETURNING "id"

-- savepoint

-- ?1 = 1
-- ?2 = 'Plank'
-- ?3 = 60
-- ?4 = 0
-- ?5 = 1001
-- ?6 = 2
-- ?7 = 'Pile'
-- ?8 = -60
-- ?9 = 0
-- ?10 = 1001
-- ?11 = 1
-- ?12 = 'Post'
-- ?13 = 60
-- ?14 = 0
-- ?15 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id")
VALUES (?1,?2,?3,?4,?5),(?6,?7,?8,?9,?10),(?11,?12,?13,?14,?15)
RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- ?1 = 1
-- ?2 = 'Plank'
-- ?3 = 60
-- ?4 = 0
-- ?5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES (?1,?2,?3,?4,?5) RETURNING "id"

-- released

-- savepoint

-- ?1 = 2
-- ?2 = 'Pile'
-- ?3 = -60
-- ?4 = 0
-- ?5 = 1001
-- ?6 = 1
-- ?7 = 'Post'
-- ?8 = 60
-- ?9 = 0
-- ?10 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id")
VALUES (?1,?2,?3,?4,?5),(?6,?7,?8,?9,?10)
RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- ?1 = 2
-- ?2 = 'Pile'
-- ?3 = -60
-- ?4 = 0
-- ?5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES (?1,?2,?3,?4,?5) RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- ?1 = 1
-- ?2 = 'Post'
-- ?3 = 60
-- ?4 = 0
-- ?5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES (?1,?2,?3,?4,?5) RETURNING "id"

-- refused: unique

-- undone

-- savepoint

-- ?1 = 2
-- ?2 = 'Pile'
-- ?3 = -60
-- ?4 = 0
-- ?5 = 1001
-- ?6 = 1
-- ?7 = 'Post'
-- ?8 = 60
-- ?9 = 0
-- ?10 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id")
VALUES (?1,?2,?3,?4,?5),(?6,?7,?8,?9,?10)
RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- ?1 = 2
-- ?2 = 'Pile'
-- ?3 = -60
-- ?4 = 0
-- ?5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES (?1,?2,?3,?4,?5) RETURNING "id"

-- refused: check

-- undone

-- savepoint

-- ?1 = 1
-- ?2 = 'Post'
-- ?3 = 60
-- ?4 = 0
-- ?5 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id") VALUES (?1,?2,?3,?4,?5) RETURNING "id"

-- refused: unique

-- undone

-- rollback
