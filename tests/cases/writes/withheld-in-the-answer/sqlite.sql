-- begin

-- ?1 = '[3]'
-- ?2 = '2026-03-01'
-- ?3 = 'acct-ada'
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

-- ?1 = 'acct-ada'
SELECT "t0"."id" FROM "customer" "t0" WHERE ("t0"."account_id" = ?1) LIMIT 2

-- ?1 = 'for the boat'
-- ?2 = '2026-03-01 12:00:00+00:00'
-- ?3 = 1
-- ?4 = 3
INSERT INTO "wishlist_entry" ("note","added_at","customer_id","release_id") VALUES (?1,?2,?3,?4) RETURNING "id"

-- ?1 = 'acct-ada'
-- ?2 = '2026-03-01'
-- ?3 = '[1001]'
SELECT "t0"."id",
  '{"note":'
  || CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE json_quote(("t0"."note"||'')) END
  || ',"release":'
  || coalesce(
    (
      SELECT '{"title":'
      || json_quote(("t1"."title"||''))
      || ',"cost":'
      || CASE WHEN EXISTS (
        SELECT 1
        FROM "label" "t2"
        WHERE ("t2"."id" = "t1"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t3" WHERE ("t3"."label_id" = "t2"."id") AND ("t3"."account_id" = ?1)
        )
      ) THEN CASE WHEN ("t1"."cost" IS NULL) THEN 'null' ELSE '"'
      || CASE WHEN ("t1"."cost" GLOB '*.[0-9][0-9]') THEN "t1"."cost" ELSE torii_decimal("t1"."cost",2) END
      || '"' END ELSE 'null	' END
      || '}'
      FROM "release" "t1"
      WHERE ("t1"."id" = "t0"."release_id")
      AND (
        ("t1"."released_on" <= ?2)
        OR EXISTS (
          SELECT 1
          FROM "label" "t4"
          WHERE ("t4"."id" = "t1"."label_id")
          AND EXISTS (
            SELECT 1 FROM "label_member" "t5" WHERE ("t5"."label_id" = "t4"."id") AND ("t5"."account_id" = ?1)
          )
        )
      )
    ),
    'null'
  )
  || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"note":'
    || CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE json_quote(("t0"."note"||'')) END
    || ',"added_at":'
    || '"'
    || replace(
      CASE
        WHEN instr("t0"."added_at",'.')
        THEN rtrim(substr("t0"."added_at",1,26),'0')
        ELSE substr("t0"."added_at",1,19)
        END,
      ' ',
      'T'
    )
    || 'Z"'
    || ',"customer_id":'
    || coalesce(
      (SELECT "t6"."id" FROM "customer" "t6" WHERE ("t6"."id" = "t0"."customer_id") AND ("t6"."account_id" = ?1)),
      'null'
    )
    || ',"release_id":'
    || coalesce(
      (
        SELECT "t7"."id"
        FROM "release" "t7"
        WHERE ("t7"."id" = "t0"."release_id")
        AND (
          ("t7"."released_on" <= ?2)
          OR EXISTS (
            SELECT 1
            FROM "label" "t8"
            WHERE ("t8"."id" = "t7"."label_id")
            AND EXISTS (
              SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = ?1)
            )
          )
        )
      ),
      'null'
    )
    || '}'
  )
  || '\""'
FROM "wishlist_entry" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))
AND EXISTS (SELECT 1 FROM "customer" "t10" WHERE ("t10"."id" = "t0"."customer_id") AND ("t10"."account_id" = ?1))

-- ?1 = '[1001]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"note":'
  || CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE json_quote(("t0"."note"||'')) END
  || ',"added_at":'
  || '"'
  || replace(
    CASE
      WHEN instr("t0"."added_at",'.')
      THEN rtrim(substr("t0"."added_at",1,26),'0')
      ELSE substr("t0"."added_at",1,19)
      END,
    ' ',
    'T'
  )
  || 'Z"'
  || ',"customer_id":'
  || "t0"."customer_id"
  || ',"release_id":'
  || "t0"."release_id"
  || '}',
  '"\"' || torii_digest('{}') || '\""'
FROM "wishlist_entry" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- commit
