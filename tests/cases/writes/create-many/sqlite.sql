-- begin

-- ?1 = '[1]'
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- savepoint

-- ?1 = 'Drone'
-- ?2 = 1
-- ?3 = 'Noise'
-- ?4 = None
-- ?5 = 'Ambient'
-- ?6 = 1
INSERT INTO "genre" ("name","parent_id") VALUES (?1,?2),(?3,?4),(?5,?6) RETURNING "id"

-- released

-- ?1 = '[1001,1002,1003]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"name":'
  || json_quote(("t0"."name"||''))
  || ',"parent_id":'
  || CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id" END
  || '}',
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

-- ?1 = '[1001,1002,1003]'
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
