-- begin

-- ?1 = '[2,3,6,1]'
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

-- ?1 = '[2,3,6,1]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- refused: foreign key

-- undone

-- savepoint

-- ?1 = '[2,3]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- refused: foreign key

-- undone

-- savepoint

-- ?1 = '[2]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- refused: foreign key

-- undone

-- savepoint

-- ?1 = '[3]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- released

-- savepoint

-- ?1 = '[6,1]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- refused: foreign key

-- undone

-- savepoint

-- ?1 = '[6]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- released

-- savepoint

-- ?1 = '[1]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- refused: foreign key

-- undone

-- savepoint

-- ?1 = '[2,1]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- refused: foreign key

-- undone

-- savepoint

-- ?1 = '[2]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- released

-- savepoint

-- ?1 = '[1]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- refused: foreign key

-- undone

-- savepoint

-- ?1 = '[1]'
DELETE FROM "genre" WHERE ("genre"."id" IN (SELECT value FROM json_each(?1)))

-- refused: foreign key

-- undone

-- rollback
