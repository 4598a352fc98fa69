-- begin

-- ?1 = 'acct-ada'
-- ?2 = '2026-03-01'
-- ?3 = '[2,1]'
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
      (SELECT "t1"."id" FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?1)),
      'null'
    )
    || ',"release_id":'
    || coalesce(
      (SELECT "t2"."id" FROM "release" "t2" WHERE ("t2"."id" = "t0"."release_id") AND ("t2"."released_on" <= ?2)),
      'null'
    )
    || '}'
  )
  || '\""',
  (
    EXISTS (
      SELECT 1 FROM "customer" "t3" WHERE ("t3"."id" = "t0"."customer_id") AND ("t3"."account_id" = ?1)
    ) IS TRUE
  )
FROM "wishlist_entry" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))
AND EXISTS (SELECT 1 FROM "customer" "t4" WHERE ("t4"."id" = "t0"."customer_id") AND ("t4"."account_id" = ?1))
ORDER BY "t0"."id"

-- ?1 = 'acct-ada'
-- ?2 = '2026-03-01'
-- ?3 = '[2,1]'
SELECT "t0"."id",
  '{"note":' || CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE json_quote(("t0"."note"||'')) END || '}',
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
      (SELECT "t1"."id" FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?1)),
      'null'
    )
    || ',"release_id":'
    || coalesce(
      (SELECT "t2"."id" FROM "release" "t2" WHERE ("t2"."id" = "t0"."release_id") AND ("t2"."released_on" <= ?2)),
      'null'
    )
    || '}'
  )
  || '\""'
FROM "wishlist_entry" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))
AND EXISTS (SELECT 1 FROM "customer" "t3" WHERE ("t3"."id" = "t0"."customer_id") AND ("t3"."account_id" = ?1))

-- savepoint

-- ?1 = '[2,1]'
DELETE FROM "wishlist_entry" WHERE ("wishlist_entry"."id" IN (SELECT value FROM json_each(?1)))

-- released

-- commit
