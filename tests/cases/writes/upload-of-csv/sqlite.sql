-- begin

-- savepoint

-- ?1 = '[2]'
-- ?2 = '2026-03-01'
-- ?3 = 'acct-label'
SELECT "t0"."id"
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
AND (
  ("t0"."released_on" <= ?2)
  OR EXISTS (
    SELECT 1
    FROM "label" "t1"
    WHERE ("t1"."id" = "t0"."label_id")
    AND EXISTS (SELECT 1 FROM "label_member" "t2" WHERE ("t2"."label_id" = "t1"."id") AND ("t2"."account_id" = ?3))
  )
)

-- savepoint

-- ?1 = 2
-- ?2 = 'Drop, drop'
-- ?3 = 61
-- ?4 = 0
-- ?5 = 2
-- ?6 = 3
-- ?7 = 'Flow'
-- ?8 = 62
-- ?9 = 1
-- ?10 = 2
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

-- released

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

-- commit
