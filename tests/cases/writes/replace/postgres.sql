-- begin

-- $1 = [4]
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

-- $1 = None
-- $2 = None
-- $3 = None
-- $4 = 'Unquote'
-- $5 = [4]
UPDATE "artist" SET "biography"=$1,"country"=$2,"formed"=$3,"name"=$4 WHERE ("artist"."id" = ANY($5))

-- $1 = [4]
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

-- $1 = [4]
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
