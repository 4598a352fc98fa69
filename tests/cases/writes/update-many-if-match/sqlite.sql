-- begin

-- ?1 = '[3,2]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"name":'
  || json_quote(("t0"."name"||''))
  || ',"country":'
  || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
  || ',"formed":'
  || CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed" END
  || ',"biography":'
  || CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE json_quote(("t0"."biography"||'')) END
  || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"name":'
    || json_quote(("t0"."name"||''))
    || ',"country":'
    || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
    || ',"formed":'
    || CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed" END
    || ',"biography":'
    || CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE json_quote(("t0"."biography"||'')) END
    || '}'
  )
  || '\""'
FROM "artist" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- savepoint

-- ?1 = 'NL'
-- ?2 = '[3]'
UPDATE "artist" SET "country"=?1 WHERE ("artist"."id" IN (SELECT value FROM json_each(?2)))

-- released

-- savepoint

-- ?1 = 'The Harbour'
-- ?2 = '[2]'
UPDATE "artist" SET "name"=?1 WHERE ("artist"."id" IN (SELECT value FROM json_each(?2)))

-- released

-- ?1 = '[3,2]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"name":'
  || json_quote(("t0"."name"||''))
  || ',"country":'
  || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
  || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"name":'
    || json_quote(("t0"."name"||''))
    || ',"country":'
    || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
    || ',"formed":'
    || CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed" END
    || ',"biography":'
    || CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE json_quote(("t0"."biography"||'')) END
    || '}'
  )
  || '\""'
FROM "artist" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = '[2,3]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"name":'
  || json_quote(("t0"."name"||''))
  || ',"country":'
  || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
  || ',"formed":'
  || CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed" END
  || ',"biography":'
  || CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE json_quote(("t0"."biography"||'')) END
  || '}',
  '"\"' || torii_digest('{}') || '\""'
FROM "artist" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))
ORDER BY "t0"."id"

-- commit
