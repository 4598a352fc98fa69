-- begin

-- ?1 = '[8]'
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
ORDER BY "t0"."id"

-- ?1 = '[4]'
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 4
-- ?2 = None
-- ?3 = None
-- ?4 = None
-- ?5 = 'VINYL'
-- ?6 = None
-- ?7 = '29.00'
-- ?8 = '2026-03-01'
-- ?9 = 0
-- ?10 = '100 Proof'
-- ?11 = '[8]'
UPDATE "release"
SET "artist_id"=?1,
  "cost"=?2,
  "cover"=?3,
  "details"=?4,
  "format"=?5,
  "label_id"=?6,
  "price"=?7,
  "released_on"=?8,
  "stock"=?9,
  "title"=?10
WHERE ("release"."id" IN (SELECT value FROM json_each(?11)))

-- ?1 = '[8]'
SELECT "t0"."id",
  '{"title":'
  || json_quote(("t0"."title"||''))
  || ',"label_id":'
  || CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id" END
  || ',"stock":'
  || "t0"."stock"
  || ',"cost":'
  || CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE '"'
  || CASE WHEN ("t0"."cost" GLOB '*.[0-9][0-9]') THEN "t0"."cost" ELSE torii_decimal("t0"."cost",2) END
  || '"' END
  || ',"details":'
  || CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE json("t0"."details") END
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

-- ?1 = '[8]'
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
