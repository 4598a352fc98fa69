-- $1 = 'Jazz'
-- $2 = 2
-- $3 = 2
WITH gateway_made_row AS (
  INSERT INTO "genre" ("name","parent_id")
  SELECT $1,$2 WHERE EXISTS (SELECT 1 FROM "genre" "t1" WHERE ("t1"."id" = $3))
  RETURNING *
)
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
                ',"parent_id":',
                CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id"::text END,
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
    ',"parent_id":',
    CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id"::text END,
    '}'
  )
FROM "gateway_made_row" "t0"

-- refused: unique
