-- begin

-- ?1 = '[3]'
-- ?2 = '2026-03-01'
SELECT "t0"."id"
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1))) AND ("t0"."released_on" <= ?2)

-- ?1 = 'acct-ada'
SELECT "t0"."id" FROM "customer" "t0" WHERE ("t0"."account_id" = ?1) LIMIT 2

-- ?1 = 4
-- ?2 = 'Salt in it.'
-- ?3 = 0
-- ?4 = '2026-03-01 12:00:00+00:00'
-- ?5 = 1
-- ?6 = 3
INSERT INTO "review" ("stars","text","published","written_at","customer_id","release_id")
VALUES (?1,?2,?3,?4,?5,?6)
RETURNING "id"

-- ?1 = '["PLACED","PAID","SHIPPED"]'
-- ?2 = 'acct-ada'
-- ?3 = '[1001]'
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "release" "t1"
      WHERE ("t1"."id" = "t0"."release_id")
      AND EXISTS (
        SELECT 1
        FROM "order_line" "t2"
        WHERE ("t2"."release_id" = "t1"."id")
        AND EXISTS (
          SELECT 1
          FROM "order" "t3"
          WHERE ("t3"."id" = "t2"."order_id")
          AND (
            ("t3"."status" IN (SELECT value FROM json_each(?1)))
            AND EXISTS (
              SELECT 1 FROM "customer" "t4" WHERE ("t4"."id" = "t3"."customer_id") AND ("t4"."account_id" = ?2)
            )
          )
        )
      )
    ) IS TRUE
  )
FROM "review" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))

-- ?1 = 'acct-ada'
-- ?2 = '2026-03-01'
-- ?3 = '[1001]'
-- ?4 = 1
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"stars":'
  || "t0"."stars"
  || ',"text":'
  || CASE WHEN ("t0"."text" IS NULL) THEN 'null' ELSE json_quote(("t0"."text"||'')) END
  || ',"published":'
  || CASE WHEN EXISTS (
    SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?1)
  ) THEN CASE WHEN "t0"."published" THEN 'true' ELSE 'false' END ELSE 'null	' END
  || ',"written_at":'
  || '"'
  || replace(
    CASE
      WHEN instr("t0"."written_at",'.')
      THEN rtrim(substr("t0"."written_at",1,26),'0')
      ELSE substr("t0"."written_at",1,19)
      END,
    ' ',
    'T'
  )
  || 'Z"'
  || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"stars":'
    || "t0"."stars"
    || ',"text":'
    || CASE WHEN ("t0"."text" IS NULL) THEN 'null' ELSE json_quote(("t0"."text"||'')) END
    || ',"published":'
    || CASE WHEN EXISTS (
      SELECT 1 FROM "customer" "t2" WHERE ("t2"."id" = "t0"."customer_id") AND ("t2"."account_id" = ?1)
    ) THEN CASE WHEN "t0"."published" THEN 'true' ELSE 'false' END ELSE 'null' END
    || ',"written_at":'
    || '"'
    || replace(
      CASE
        WHEN instr("t0"."written_at",'.')
        THEN rtrim(substr("t0"."written_at",1,26),'0')
        ELSE substr("t0"."written_at",1,19)
        END,
      ' ',
      'T'
    )
    || 'Z"'
    || ',"customer_id":'
    || coalesce(
      (SELECT "t3"."id" FROM "customer" "t3" WHERE ("t3"."id" = "t0"."customer_id") AND ("t3"."account_id" = ?1)),
      'null'
    )
    || ',"release_id":'
    || coalesce(
      (SELECT "t4"."id" FROM "release" "t4" WHERE ("t4"."id" = "t0"."release_id") AND ("t4"."released_on" <= ?2)),
      'null'
    )
    || '}'
  )
  || '\""'
FROM "review" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))
AND (
  ("t0"."published" = ?4)
  OR EXISTS (SELECT 1 FROM "customer" "t5" WHERE ("t5"."id" = "t0"."customer_id") AND ("t5"."account_id" = ?1))
)

-- ?1 = '[1001]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"stars":'
  || "t0"."stars"
  || ',"text":'
  || CASE WHEN ("t0"."text" IS NULL) THEN 'null' ELSE json_quote(("t0"."text"||'')) END
  || ',"published":'
  || CASE WHEN "t0"."published" THEN 'true' ELSE 'false' END
  || ',"written_at":'
  || '"'
  || replace(
    CASE
      WHEN instr("t0"."written_at",'.')
      THEN rtrim(substr("t0"."written_at",1,26),'0')
      ELSE substr("t0"."written_at",1,19)
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
FROM "review" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- commit
