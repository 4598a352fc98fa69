-- begin

-- ?1 = '[2]'
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 'Jetty'
-- ?2 = 'CD'
-- ?3 = '2026-02-28'
-- ?4 = '-3.00'
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

-- refused: check

-- rollback
