-- begin

-- $1 = 'Lumen'
-- $2 = None
-- $3 = None
-- $4 = None
INSERT INTO "artist" ("name","country","formed","biography") VALUES ($1,$2,$3,$4) RETURNING "id"

-- $1 = [1001]
SELECT "t0"."id",
  concat('{"id":',"t0"."id"::text,'}'),
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

-- $1 = [3]
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

-- rollback
