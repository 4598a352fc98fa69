-- begin

-- ?1 = '[3]'
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

-- rollback
