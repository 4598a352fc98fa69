-- begin

-- ?1 = '[4]'
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

-- ?1 = None
-- ?2 = None
-- ?3 = None
-- ?4 = 'Unquote'
-- ?5 = '[4]'
UPDATE "artist"
SET "biography"=?1,"country"=?2,"formed"=?3,"name"=?4
WHERE ("artist"."id" IN (SELECT value FROM json_each(?5)))

-- ?1 = '[4]'
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

-- ?1 = '[4]'
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
