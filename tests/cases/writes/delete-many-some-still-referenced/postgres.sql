-- begin

-- $1 = [2, 3, 6, 1]
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
ORDER BY "t0"."id"
FOR UPDATE

-- savepoint

-- $1 = [2, 3, 6, 1]
DELETE FROM "genre" WHERE ("genre"."id" = ANY($1))

-- refused: foreign key

-- undone

-- savepoint

-- $1 = [2, 3]
DELETE FROM "genre" WHERE ("genre"."id" = ANY($1))

-- released

-- savepoint

-- $1 = [6, 1]
DELETE FROM "genre" WHERE ("genre"."id" = ANY($1))

-- refused: foreign key

-- undone

-- savepoint

-- $1 = [6]
DELETE FROM "genre" WHERE ("genre"."id" = ANY($1))

-- released

-- savepoint

-- $1 = [1]
DELETE FROM "genre" WHERE ("genre"."id" = ANY($1))

-- refused: foreign key

-- undone

-- savepoint

-- $1 = [1]
DELETE FROM "genre" WHERE ("genre"."id" = ANY($1))

-- refused: foreign key

-- undone

-- rollback
