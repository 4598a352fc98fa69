-- begin

-- $1 = [3, 2]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"name":',
    to_json("t0"."name"::text)::text,
    ',"country":',
    CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
    ',"formed":',
    CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed"::text END,
    ',"biography":',
    CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE to_json("t0"."biography"::text)::text END,
    '}'
  ),
  concat(
    '"\"',
    translate(
      left(
        encode(
          sha256(
            convert_to(
              concat(
                '{"id":',
                "t0"."id"::text,
                ',"name":',
                to_json("t0"."name"::text)::text,
                ',"country":',
                CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
                ',"formed":',
                CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed"::text END,
                ',"biography":',
                CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE to_json("t0"."biography"::text)::text END,
                '}'
              ),
              'UTF8'
            )
          ),
          'base64'
        ),
        22
      ),
      '+/',
      '-_'
    ),
    '\""'
  )
FROM "artist" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- savepoint

-- $1 = 'NL'
-- $2 = [3]
UPDATE "artist" SET "country"=$1 WHERE ("artist"."id" = ANY($2))

-- released

-- savepoint

-- $1 = 'The Harbour'
-- $2 = [2]
UPDATE "artist" SET "name"=$1 WHERE ("artist"."id" = ANY($2))

-- released

-- $1 = [3, 2]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"name":',
    to_json("t0"."name"::text)::text,
    ',"country":',
    CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
    '}'
  ),
  concat(
    '"\"',
    translate(
      left(
        encode(
          sha256(
            convert_to(
              concat(
                '{"id":',
                "t0"."id"::text,
                ',"name":',
                to_json("t0"."name"::text)::text,
                ',"country":',
                CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
                ',"formed":',
                CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed"::text END,
                ',"biography":',
                CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE to_json("t0"."biography"::text)::text END,
                '}'
              ),
              'UTF8'
            )
          ),
          'base64'
        ),
        22
      ),
      '+/',
      '-_'
    ),
    '\""'
  )
FROM "artist" "t0"
WHERE ("t0"."id" = ANY($1))

-- $1 = [2, 3]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"name":',
    to_json("t0"."name"::text)::text,
    ',"country":',
    CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
    ',"formed":',
    CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed"::text END,
    ',"biography":',
    CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE to_json("t0"."biography"::text)::text END,
    '}'
  ),
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "artist" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- commit
