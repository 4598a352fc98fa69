-- begin

-- ?1 = '[1]'
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = '[1]'
SELECT "t0"."id" FROM "label" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = 'Melt'
-- ?2 = 'CD'
-- ?3 = '2026-05-01'
-- ?4 = '14.00'
-- ?5 = '6.50'
-- ?6 = 0
-- ?7 = None
-- ?8 = None
-- ?9 = 1
-- ?10 = 1
INSERT INTO "release" (
  "title","format","released_on","price","cost","stock","details","cover","artist_id","label_id"
)
VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)
RETURNING "id"

-- savepoint

-- ?1 = 2
-- ?2 = 'Trickle'
-- ?3 = 200
-- ?4 = 1
-- ?5 = 1001
-- ?6 = 1
-- ?7 = 'Crack'
-- ?8 = 31
-- ?9 = 0
-- ?10 = 1001
INSERT INTO "track" ("position","title","seconds","explicit","release_id")
VALUES (?1,?2,?3,?4,?5),(?6,?7,?8,?9,?10)
RETURNING "id"

-- released

-- ?1 = 'acct-label'
-- ?2 = '["OWNER","EDITOR"]'
-- ?3 = '[1001,1002]'
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "release" "t1"
      WHERE ("t1"."id" = "t0"."release_id")
      AND EXISTS (
        SELECT 1
        FROM "label" "t2"
        WHERE ("t2"."id" = "t1"."label_id")
        AND EXISTS (
          SELECT 1
          FROM "label_member" "t3"
          WHERE ("t3"."label_id" = "t2"."id")
          AND (("t3"."account_id" = ?1) AND ("t3"."role" IN (SELECT value FROM json_each(?2))))
        )
      )
    ) IS TRUE
  )
FROM "track" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))

-- ?1 = 'acct-label'
-- ?2 = '["OWNER","EDITOR"]'
-- ?3 = '[1001]'
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
-- ?2 = '2026-03-01'
-- ?3 = '[1001]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"title":'
  || json_quote(("t0"."title"||''))
  || ',"cost":'
  || CASE WHEN EXISTS (
    SELECT 1
    FROM "label" "t1"
    WHERE ("t1"."id" = "t0"."label_id")
    AND EXISTS (SELECT 1 FROM "label_member" "t2" WHERE ("t2"."label_id" = "t1"."id") AND ("t2"."account_id" = ?1))
  ) THEN CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE '"'
  || CASE WHEN ("t0"."cost" GLOB '*.[0-9][0-9]') THEN "t0"."cost" ELSE torii_decimal("t0"."cost",2) END
  || '"' END ELSE 'null	' END
  || ',"tracks":'
  || (
    SELECT '{"data":'
    || '['
    || coalesce(
      group_concat(
        '{"position":'
        || "p3"."position"
        || ',"title":'
        || json_quote(("p3"."title"||''))
        || ',"explicit":'
        || CASE WHEN "p3"."explicit" THEN 'true' ELSE 'false' END
        || '}',
        ','
      ) FILTER (WHERE ("p3"."row number" <= 20)),
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
          WHEN (("p3"."row number" <= 20) AND ("p3"."row number" = 1))
          THEN torii_cursor('[' || "p3"."sort 0" || ',' || "p3"."sort 1" || ']','Track position,id')
          ELSE NULL
          END
      ),
      'null'
    )
    || ',"end_cursor":'
    || coalesce(
      max(
        CASE
          WHEN (("p3"."row number" <= 20) AND (("p3"."row number" = 20) OR ("p3"."row after" IS NULL)))
          THEN torii_cursor('[' || "p3"."sort 0" || ',' || "p3"."sort 1" || ']','Track position,id')
          ELSE NULL
          END
      ),
      'null'
    )
    || '}'
    || '}'
    FROM (
      SELECT "t4"."position" "position",
        "t4"."title" "title",
        "t4"."explicit" "explicit",
        "t4"."position" "sort 0",
        "t4"."id" "sort 1",
        row_number() OVER (ORDER BY "t4"."position" ASC,"t4"."id" ASC) "row number",
        lead(1) OVER (ORDER BY "t4"."position" ASC,"t4"."id" ASC) "row after"
      FROM "track" "t4"
      WHERE ("t4"."release_id" = "t0"."id")
      AND EXISTS (
        SELECT 1
        FROM "release" "t5"
        WHERE ("t5"."id" = "t4"."release_id")
        AND (
          ("t5"."released_on" <= ?2)
          OR EXISTS (
            SELECT 1
            FROM "label" "t6"
            WHERE ("t6"."id" = "t5"."label_id")
            AND EXISTS (
              SELECT 1 FROM "label_member" "t7" WHERE ("t7"."label_id" = "t6"."id") AND ("t7"."account_id" = ?1)
            )
          )
        )
      )
      ORDER BY "t4"."position" ASC,"t4"."id" ASC
      LIMIT 21
    ) "p3"
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
      FROM "label" "t8"
      WHERE ("t8"."id" = "t0"."label_id")
      AND EXISTS (
        SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = ?1)
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
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))
AND (
  ("t0"."released_on" <= ?2)
  OR EXISTS (
    SELECT 1
    FROM "label" "t10"
    WHERE ("t10"."id" = "t0"."label_id")
    AND EXISTS (
      SELECT 1 FROM "label_member" "t11" WHERE ("t11"."label_id" = "t10"."id") AND ("t11"."account_id" = ?1)
    )
  )
)

-- ?1 = '[1001,1002]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"position":'
  || "t0"."position"
  || ',"title":'
  || json_quote(("t0"."title"||''))
  || ',"seconds":'
  || "t0"."seconds"
  || ',"explicit":'
  || CASE WHEN "t0"."explicit" THEN 'true' ELSE 'false' END
  || ',"release_id":'
  || "t0"."release_id"
  || '}',
  '"\"' || torii_digest('{}') || '\""'
FROM "track" "t0"
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
