-- begin

-- savepoint

-- $1 = [1]
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" = ANY($1))

-- savepoint

-- $1 = ['Drone', 'Noise']
-- $2 = [1, None]
INSERT INTO "genre" ("name","parent_id") SELECT unnest($1::text[]),unnest($2::int4[]) RETURNING "id"

-- released

-- released

-- $1 = [1001, 1002]
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
