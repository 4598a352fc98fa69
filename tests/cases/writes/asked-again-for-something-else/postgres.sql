-- begin

-- lock

-- savepoint

-- $1 = 'Drone'
-- $2 = None
INSERT INTO "genre" ("name","parent_id") VALUES ($1,$2) RETURNING "id"

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
  )
FROM "genre" "t0"
WHERE ("t0"."id" = ANY($1))

-- released

-- $1 = [1001]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"name":',
    to_json("t0"."name"::text)::text,
    ',"parent_id":',
    CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id"::text END,
    '}'
  ),
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "genre" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- commit

-- begin

-- lock

-- rollback
