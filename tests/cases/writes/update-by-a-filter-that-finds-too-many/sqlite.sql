-- begin

-- ?1 = 'acct-label'
-- ?2 = '["OWNER","EDITOR"]'
-- ?3 = '25.00'
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
WHERE (
  (CAST("t0"."price" AS NUMERIC) < CAST(?3 AS NUMERIC))
  AND EXISTS (
    SELECT 1
    FROM "label" "t5"
    WHERE ("t5"."id" = "t0"."label_id")
    AND EXISTS (
      SELECT 1
      FROM "label_member" "t6"
      WHERE ("t6"."label_id" = "t5"."id")
      AND (("t6"."account_id" = ?1) AND ("t6"."role" IN (SELECT value FROM json_each(?2))))
    )
  )
)
AND (
  ("t0"."released_on" <= ?4)
  OR EXISTS (
    SELECT 1
    FROM "label" "t7"
    WHERE ("t7"."id" = "t0"."label_id")
    AND EXISTS (SELECT 1 FROM "label_member" "t8" WHERE ("t8"."label_id" = "t7"."id") AND ("t8"."account_id" = ?1))
  )
)
ORDER BY "t0"."id"
LIMIT 2

-- rollback
