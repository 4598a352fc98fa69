-- begin

-- ?1 = 'acct-ada'
-- ?2 = '[1]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"account_id":'
  || json_quote(("t0"."account_id"||''))
  || ',"name":'
  || CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE json_quote(("t0"."name"||'')) END
  || ',"email":'
  || json_quote(("t0"."email"||''))
  || ',"country":'
  || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
  || ',"address":'
  || CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE json("t0"."address") END
  || ',"marketing_consent":'
  || CASE WHEN "t0"."marketing_consent" THEN 'true' ELSE 'false' END
  || ',"joined_at":'
  || '"'
  || replace(
    CASE
      WHEN instr("t0"."joined_at",'.')
      THEN rtrim(substr("t0"."joined_at",1,26),'0')
      ELSE substr("t0"."joined_at",1,19)
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
    || ',"account_id":'
    || json_quote(("t0"."account_id"||''))
    || ',"name":'
    || CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE json_quote(("t0"."name"||'')) END
    || ',"email":'
    || json_quote(("t0"."email"||''))
    || ',"country":'
    || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
    || ',"address":'
    || CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE json("t0"."address") END
    || ',"marketing_consent":'
    || CASE WHEN "t0"."marketing_consent" THEN 'true' ELSE 'false' END
    || ',"joined_at":'
    || '"'
    || replace(
      CASE
        WHEN instr("t0"."joined_at",'.')
        THEN rtrim(substr("t0"."joined_at",1,26),'0')
        ELSE substr("t0"."joined_at",1,19)
        END,
      ' ',
      'T'
    )
    || 'Z"'
    || '}'
  )
  || '\""',
  (("t0"."account_id" = ?1) IS TRUE)
FROM "customer" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?2))) AND ("t0"."account_id" = ?1)
ORDER BY "t0"."id"

-- ?1 = '{"city":"Ōsaka","street":null}'
-- ?2 = 0
-- ?3 = '[1]'
UPDATE "customer"
SET "address"=?1,"marketing_consent"=?2
WHERE ("customer"."id" IN (SELECT value FROM json_each(?3)))

-- ?1 = 'acct-ada'
-- ?2 = '[1]'
SELECT "t0"."id",(("t0"."account_id" = ?1) IS TRUE)
FROM "customer" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?2)))

-- ?1 = '[1]'
-- ?2 = 'acct-ada'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"address":'
  || CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE json("t0"."address") END
  || ',"marketing_consent":'
  || CASE WHEN "t0"."marketing_consent" THEN 'true' ELSE 'false' END
  || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"account_id":'
    || json_quote(("t0"."account_id"||''))
    || ',"name":'
    || CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE json_quote(("t0"."name"||'')) END
    || ',"email":'
    || json_quote(("t0"."email"||''))
    || ',"country":'
    || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
    || ',"address":'
    || CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE json("t0"."address") END
    || ',"marketing_consent":'
    || CASE WHEN "t0"."marketing_consent" THEN 'true' ELSE 'false' END
    || ',"joined_at":'
    || '"'
    || replace(
      CASE
        WHEN instr("t0"."joined_at",'.')
        THEN rtrim(substr("t0"."joined_at",1,26),'0')
        ELSE substr("t0"."joined_at",1,19)
        END,
      ' ',
      'T'
    )
    || 'Z"'
    || '}'
  )
  || '\""'
FROM "customer" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1))) AND ("t0"."account_id" = ?2)

-- ?1 = '[1]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"account_id":'
  || json_quote(("t0"."account_id"||''))
  || ',"name":'
  || CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE json_quote(("t0"."name"||'')) END
  || ',"email":'
  || json_quote(("t0"."email"||''))
  || ',"country":'
  || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
  || ',"address":'
  || CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE json("t0"."address") END
  || ',"marketing_consent":'
  || CASE WHEN "t0"."marketing_consent" THEN 'true' ELSE 'false' END
  || ',"joined_at":'
  || '"'
  || replace(
    CASE
      WHEN instr("t0"."joined_at",'.')
      THEN rtrim(substr("t0"."joined_at",1,26),'0')
      ELSE substr("t0"."joined_at",1,19)
      END,
    ' ',
    'T'
  )
  || 'Z"'
  || '}',
  '"\"' || torii_digest('{}') || '\""'
FROM "customer" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- commit
