-- begin

-- ?1 = 'Lumen'
-- ?2 = None
-- ?3 = None
-- ?4 = None
INSERT INTO "artist" ("name","country","formed","biography") VALUES (?1,?2,?3,?4) RETURNING "id"

-- ?1 = '[1001]'
SELECT "t0"."id",
  '{"id":' || "t0"."id" || ',"name":' || json_quote(("t0"."name"||'')) || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"name":'
    || json_quote(("t0"."name"||''))
    || ',"country":'
    || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
    || ',"formed":'
    || CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed" END
    || ',"biography":'
    || CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE json_quote(("t0"."biography"||'')) END
    || '}'
  )
  || '\""'
FROM "artist" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = '[1001]'
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 'Glow'
-- ?2 = 'CD'
-- ?3 = '2026-02-01'
-- ?4 = '9.00'
-- ?5 = None
-- ?6 = 0
-- ?7 = None
-- ?8 = None
-- ?9 = 1001
-- ?10 = None
INSERT INTO "release" (
  "title","format","released_on","price","cost","stock","details","cover","artist_id","label_id"
)
VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)
RETURNING "id"

-- ?1 = '[1001]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"artist":'
  || coalesce(
    (
      SELECT '{"name":' || json_quote(("t1"."name"||'')) || '}'
      FROM "artist" "t1"
      WHERE ("t1"."id" = "t0"."artist_id")
    ),
    'null'
  )
  || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"title":'
    || json_quote(("t0"."title"||''))
    || ',"format":'
    || CASE WHEN ("t0"."format" = 'DOWNLOAD') THEN '"DOWNLOAD"' ELSE CASE WHEN ("t0"."format" = 'CASSETTE') THEN '"CASSETTE"' ELSE CASE WHEN ("t0"."format" = 'CD') THEN '"CD"' ELSE CASE WHEN ("t0"."format" = 'VINYL') THEN '"VINYL"' ELSE NULL END END END END
    || ',"released_on":'
    || '"'
    || "t0"."released_on"
    || '"'
    || ',"price":'
    || '"'
    || CASE WHEN ("t0"."price" GLOB '*.[0-9][0-9]') THEN "t0"."price" ELSE torii_decimal("t0"."price",2) END
    || '"'
    || ',"cost":'
    || CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE '"'
    || CASE WHEN ("t0"."cost" GLOB '*.[0-9][0-9]') THEN "t0"."cost" ELSE torii_decimal("t0"."cost",2) END
    || '"' END
    || ',"stock":'
    || "t0"."stock"
    || ',"details":'
    || CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE json("t0"."details") END
    || ',"cover":'
    || CASE WHEN ("t0"."cover" IS NULL) THEN 'null' ELSE json_quote(("t0"."cover"||'')) END
    || ',"artist_id":'
    || "t0"."artist_id"
    || ',"label_id":'
    || CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id" END
    || '}'
  )
  || '\""'
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = '[3]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"name":'
  || json_quote(("t0"."name"||''))
  || ',"country":'
  || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
  || ',"formed":'
  || CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed" END
  || ',"biography":'
  || CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE json_quote(("t0"."biography"||'')) END
  || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"name":'
    || json_quote(("t0"."name"||''))
    || ',"country":'
    || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
    || ',"formed":'
    || CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed" END
    || ',"biography":'
    || CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE json_quote(("t0"."biography"||'')) END
    || '}'
  )
  || '\""'
FROM "artist" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- ?1 = 'NL'
-- ?2 = '[3]'
UPDATE "artist" SET "country"=?1 WHERE ("artist"."id" IN (SELECT value FROM json_each(?2)))

-- ?1 = '[3]'
SELECT "t0"."id",
  '{"country":' || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"name":'
    || json_quote(("t0"."name"||''))
    || ',"country":'
    || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
    || ',"formed":'
    || CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed" END
    || ',"biography":'
    || CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE json_quote(("t0"."biography"||'')) END
    || '}'
  )
  || '\""'
FROM "artist" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = '[6]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"name":'
  || json_quote(("t0"."name"||''))
  || ',"parent_id":'
  || CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id" END
  || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"name":'
    || json_quote(("t0"."name"||''))
    || ',"parent_id":'
    || CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id" END
    || '}'
  )
  || '\""'
FROM "genre" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- ?1 = '[6]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = '[3,1001]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"name":'
  || json_quote(("t0"."name"||''))
  || ',"country":'
  || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
  || ',"formed":'
  || CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed" END
  || ',"biography":'
  || CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE json_quote(("t0"."biography"||'')) END
  || '}',
  '"\"' || torii_digest('{}') || '\""'
FROM "artist" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- ?1 = '[1001]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"title":'
  || json_quote(("t0"."title"||''))
  || ',"format":'
  || CASE WHEN ("t0"."format" = 'DOWNLOAD') THEN '"DOWNLOAD"' ELSE CASE WHEN ("t0"."format" = 'CASSETTE') THEN '"CASSETTE"' ELSE CASE WHEN ("t0"."format" = 'CD') THEN '"CD"' ELSE CASE WHEN ("t0"."format" = 'VINYL') THEN '"VINYL"' ELSE NULL END END END END
  || ',"released_on":'
  || '"'
  || "t0"."released_on"
  || '"'
  || ',"price":'
  || '"'
  || CASE WHEN ("t0"."price" GLOB '*.[0-9][0-9]') THEN "t0"."price" ELSE torii_decimal("t0"."price",2) END
  || '"'
  || ',"cost":'
  || CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE '"'
  || CASE WHEN ("t0"."cost" GLOB '*.[0-9][0-9]') THEN "t0"."cost" ELSE torii_decimal("t0"."cost",2) END
  || '"' END
  || ',"stock":'
  || "t0"."stock"
  || ',"details":'
  || CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE json("t0"."details") END
  || ',"cover":'
  || CASE WHEN ("t0"."cover" IS NULL) THEN 'null' ELSE json_quote(("t0"."cover"||'')) END
  || ',"artist_id":'
  || "t0"."artist_id"
  || ',"label_id":'
  || CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id" END
  || '}',
  '"\"' || torii_digest('{}') || '\""'
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- commit
