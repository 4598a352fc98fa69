-- begin

-- ?1 = '[3,4]'
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
ORDER BY "t0"."id"

-- savepoint

-- ?1 = 'Jazz', ?2 = 3
-- ?1 = 'Swing', ?2 = 4
UPDATE "genre" SET "name"=?1 WHERE ("genre"."id" = ?2)

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Jazz'
-- ?2 = '[3]'
UPDATE "genre" SET "name"=?1 WHERE ("genre"."id" IN (SELECT value FROM json_each(?2)))

-- refused: unique

-- undone

-- savepoint

-- ?1 = 'Swing'
-- ?2 = '[4]'
UPDATE "genre" SET "name"=?1 WHERE ("genre"."id" IN (SELECT value FROM json_each(?2)))

-- released

-- savepoint

-- ?1 = 'Jazz'
-- ?2 = '[3]'
UPDATE "genre" SET "name"=?1 WHERE ("genre"."id" IN (SELECT value FROM json_each(?2)))

-- released

-- ?1 = '[3,4]'
SELECT "t0"."id",
  '{"id":' || "t0"."id" || ',"name":' || json_quote(("t0"."name"||'')) || '}',
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

-- ?1 = '[3,4]'
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
