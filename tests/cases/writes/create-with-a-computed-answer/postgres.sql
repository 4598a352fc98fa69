-- $1 = 'Northern Lights'
-- $2 = None
-- $3 = None
-- $4 = 'Three brothers.\nOne drum.'
WITH gateway_made_row AS (
  INSERT INTO "artist" ("name","country","formed","biography") SELECT $1,$2,$3,$4 RETURNING *
)
SELECT "t0"."id",
  concat(
    '{"name":',
    to_json("t0"."name"::text)::text,
    ',"initials":',
    concat('{"name":',to_json("t0"."name"::text)::text,'}'),
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
  ),
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
  )
FROM "gateway_made_row" "t0"
