-- begin

-- ?1 = '[2]'
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = '[5,2]'
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 'Jetty'
-- ?2 = 'DOWNLOAD'
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

-- ?1 = '[5,2]'
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 1001
SELECT "genre_id" FROM "release_genre" WHERE ("release_genre"."release_id" = ?1)

-- ?1 = 1001, ?2 = 5
-- ?1 = 1001, ?2 = 2
INSERT INTO "release_genre" ("release_id","genre_id") VALUES (?1,?2) ON CONFLICT DO NOTHING

-- ?1 = '[1001]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"stock":'
  || "t0"."stock"
  || ',"genres":'
  || (
    SELECT '{"data":'
    || '['
    || coalesce(
      group_concat('{"name":' || json_quote(("p1"."name"||'')) || '}',',') FILTER (WHERE ("p1"."row number" <= 20)),
      ''
    )
    || ']'
    || ',"page":'
    || '{"has_next":'
    || CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END
    || ',"has_previous":false,"start_cursor":'
    || coalesce(
      max(
        CASE
          WHEN (("p1"."row number" <= 20) AND ("p1"."row number" = 1))
          THEN torii_cursor('[' || json_quote(("p1"."sort 0"||'')) || ',' || "p1"."sort 1" || ']','Genre name,id')
          ELSE NULL
          END
      ),
      'null'
    )
    || ',"end_cursor":'
    || coalesce(
      max(
        CASE
          WHEN (("p1"."row number" <= 20) AND (("p1"."row number" = 20) OR ("p1"."row after" IS NULL)))
          THEN torii_cursor('[' || json_quote(("p1"."sort 0"||'')) || ',' || "p1"."sort 1" || ']','Genre name,id')
          ELSE NULL
          END
      ),
      'null'
    )
    || '}'
    || '}'
    FROM (
      SELECT "t2"."name" "name",
        "t2"."name" "sort 0",
        "t2"."id" "sort 1",
        row_number() OVER (ORDER BY "t2"."name" ASC,"t2"."id" ASC) "row number",
        lead(1) OVER (ORDER BY "t2"."name" ASC,"t2"."id" ASC) "row after"
      FROM "genre" "t2"
      JOIN "release_genre" "l3" ON ("l3"."genre_id" = "t2"."id")
      WHERE ("l3"."release_id" = "t0"."id")
      ORDER BY "t2"."name" ASC,"t2"."id" ASC
      LIMIT 21
    ) "p1"
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
