-- begin

-- ?1 = 'acct-ada'
-- ?2 = '2026-03-01'
-- ?3 = '[1]'
-- ?4 = 1
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
      SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?1)
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
      (SELECT "t2"."id" FROM "customer" "t2" WHERE ("t2"."id" = "t0"."customer_id") AND ("t2"."account_id" = ?1)),
      'null'
    )
    || ',"release_id":'
    || coalesce(
      (SELECT "t3"."id" FROM "release" "t3" WHERE ("t3"."id" = "t0"."release_id") AND ("t3"."released_on" <= ?2)),
      'null'
    )
    || '}'
  )
  || '\""',
  (
    EXISTS (
      SELECT 1 FROM "customer" "t4" WHERE ("t4"."id" = "t0"."customer_id") AND ("t4"."account_id" = ?1)
    ) IS TRUE
  )
FROM "review" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))
AND (
  ("t0"."published" = ?4)
  OR EXISTS (SELECT 1 FROM "customer" "t5" WHERE ("t5"."id" = "t0"."customer_id") AND ("t5"."account_id" = ?1))
)
ORDER BY "t0"."id"

-- ?1 = 0
-- ?2 = 4
-- ?3 = '[1]'
UPDATE "review" SET "published"=?1,"stars"=?2 WHERE ("review"."id" IN (SELECT value FROM json_each(?3)))

-- ?1 = 'acct-ada'
-- ?2 = '[1]'
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?1)
    ) IS TRUE
  )
FROM "review" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?2)))

-- ?1 = 'acct-ada'
-- ?2 = '2026-03-01'
-- ?3 = '[1]'
-- ?4 = 1
SELECT "t0"."id",
  '{"stars":'
  || "t0"."stars"
  || ',"text":'
  || CASE WHEN ("t0"."text" IS NULL) THEN 'null' ELSE json_quote(("t0"."text"||'')) END
  || ',"published":'
  || CASE WHEN EXISTS (
    SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?1)
  ) THEN CASE WHEN "t0"."published" THEN 'true' ELSE 'false' END ELSE 'null	' END
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

-- ?1 = '[1]'
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
