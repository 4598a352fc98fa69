-- begin

-- ?1 = 'acct-ada'
-- ?2 = '[1]'
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
    || '}'
  )
  || '\""',
  (
    EXISTS (
      SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?1)
    ) IS TRUE
  )
FROM "review" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?2)))
ORDER BY "t0"."id"

-- rollback
