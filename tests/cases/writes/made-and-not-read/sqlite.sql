-- begin

-- ?1 = '[3]'
-- ?2 = '2026-03-01'
SELECT "t0"."id"
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1))) AND ("t0"."released_on" <= ?2)

-- ?1 = 'acct-ada'
SELECT "t0"."id" FROM "customer" "t0" WHERE ("t0"."account_id" = ?1) LIMIT 2

-- ?1 = None
-- ?2 = '2026-03-01 12:00:00+00:00'
-- ?3 = 1
-- ?4 = 3
INSERT INTO "wishlist_entry" ("note","added_at","customer_id","release_id") VALUES (?1,?2,?3,?4) RETURNING "id"

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
