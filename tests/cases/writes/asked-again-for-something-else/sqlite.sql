-- begin

-- lock

-- savepoint

-- ?1 = 'Drone'
-- ?2 = None
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2) RETURNING "id"

-- ?1 = '[1001]'
SELECT "t0"."id",
  '{"id":' || "t0"."id" || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"name":'
    || json_quote(("t0"."name"||''))
    || ',"parent_id":'
    || CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id" END
    || '}'
  )
  || '\""'
FROM "genre" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- released

-- ?1 = '[1001]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"name":'
  || json_quote(("t0"."name"||''))
  || ',"parent_id":'
  || CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id" END
  || '}',
  '"\"' || torii_digest('{}') || '\""'
FROM "genre" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- commit

-- begin

-- lock

-- rollback
