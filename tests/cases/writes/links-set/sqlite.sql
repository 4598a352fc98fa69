-- begin

-- ?1 = 'acct-label'
-- ?2 = '["OWNER","EDITOR"]'
-- ?3 = '[2]'
-- ?4 = '2026-03-01'
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
    || CASE WHEN EXISTS (
      SELECT 1
      FROM "label" "t1"
      WHERE ("t1"."id" = "t0"."label_id")
      AND EXISTS (
        SELECT 1 FROM "label_member" "t2" WHERE ("t2"."label_id" = "t1"."id") AND ("t2"."account_id" = ?1)
      )
    ) THEN CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE '"'
    || CASE WHEN ("t0"."cost" GLOB '*.[0-9][0-9]') THEN "t0"."cost" ELSE torii_decimal("t0"."cost",2) END
    || '"' END ELSE 'null' END
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
  || '\""',
  (
    EXISTS (
      SELECT 1
      FROM "label" "t3"
      WHERE ("t3"."id" = "t0"."label_id")
      AND EXISTS (
        SELECT 1
        FROM "label_member" "t4"
        WHERE ("t4"."label_id" = "t3"."id")
        AND (("t4"."account_id" = ?1) AND ("t4"."role" IN (SELECT value FROM json_each(?2))))
      )
    ) IS TRUE
  )
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))
AND (
  ("t0"."released_on" <= ?4)
  OR EXISTS (
    SELECT 1
    FROM "label" "t5"
    WHERE ("t5"."id" = "t0"."label_id")
    AND EXISTS (SELECT 1 FROM "label_member" "t6" WHERE ("t6"."label_id" = "t5"."id") AND ("t6"."account_id" = ?1))
  )
)
ORDER BY "t0"."id"

-- ?1 = '[3,4]'
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 'acct-label'
-- ?2 = '["OWNER","EDITOR"]'
-- ?3 = '[2]'
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "label" "t1"
      WHERE ("t1"."id" = "t0"."label_id")
      AND EXISTS (
        SELECT 1
        FROM "label_member" "t2"
        WHERE ("t2"."label_id" = "t1"."id")
        AND (("t2"."account_id" = ?1) AND ("t2"."role" IN (SELECT value FROM json_each(?2))))
      )
    ) IS TRUE
  )
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))

-- ?1 = '[3,4]'
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 2
SELECT "genre_id" FROM "release_genre" WHERE ("release_genre"."release_id" = ?1)

-- ?1 = '[5]'
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 2, ?2 = 3
-- ?1 = 2, ?2 = 4
INSERT INTO "release_genre" ("release_id","genre_id") VALUES (?1,?2) ON CONFLICT DO NOTHING

-- ?1 = 2
-- ?2 = 5
DELETE FROM "release_genre" WHERE ("release_genre"."release_id" = ?1) AND ("release_genre"."genre_id" = ?2)

-- ?1 = 'acct-label'
-- ?2 = '["OWNER","EDITOR"]'
-- ?3 = '[2]'
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "label" "t1"
      WHERE ("t1"."id" = "t0"."label_id")
      AND EXISTS (
        SELECT 1
        FROM "label_member" "t2"
        WHERE ("t2"."label_id" = "t1"."id")
        AND (("t2"."account_id" = ?1) AND ("t2"."role" IN (SELECT value FROM json_each(?2))))
      )
    ) IS TRUE
  )
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))

-- ?1 = 'acct-label'
-- ?2 = '[2]'
-- ?3 = '2026-03-01'
SELECT "t0"."id",
  '{"genres":'
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
          THEN torii_cursor('[' || "p1"."sort 0" || ']','Genre id')
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
          THEN torii_cursor('[' || "p1"."sort 0" || ']','Genre id')
          ELSE NULL
          END
      ),
      'null'
    )
    || '}'
    || '}'
    FROM (
      SELECT "t2"."name" "name",
        "t2"."id" "sort 0",
        row_number() OVER (ORDER BY "t2"."id" ASC) "row number",
        lead(1) OVER (ORDER BY "t2"."id" ASC) "row after"
      FROM "genre" "t2"
      JOIN "release_genre" "l3" ON ("l3"."genre_id" = "t2"."id")
      WHERE ("l3"."release_id" = "t0"."id")
      ORDER BY "t2"."id" ASC
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
    || CASE WHEN EXISTS (
      SELECT 1
      FROM "label" "t4"
      WHERE ("t4"."id" = "t0"."label_id")
      AND EXISTS (
        SELECT 1 FROM "label_member" "t5" WHERE ("t5"."label_id" = "t4"."id") AND ("t5"."account_id" = ?1)
      )
    ) THEN CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE '"'
    || CASE WHEN ("t0"."cost" GLOB '*.[0-9][0-9]') THEN "t0"."cost" ELSE torii_decimal("t0"."cost",2) END
    || '"' END ELSE 'null' END
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
WHERE ("t0"."id" IN (SELECT value FROM json_each(?2)))
AND (
  ("t0"."released_on" <= ?3)
  OR EXISTS (
    SELECT 1
    FROM "label" "t6"
    WHERE ("t6"."id" = "t0"."label_id")
    AND EXISTS (SELECT 1 FROM "label_member" "t7" WHERE ("t7"."label_id" = "t6"."id") AND ("t7"."account_id" = ?1))
  )
)

-- commit
