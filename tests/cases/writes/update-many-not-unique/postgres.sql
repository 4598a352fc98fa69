-- begin

-- $1 = [2, 3, 5]
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

-- $1 = 'Stone', $2 = 2
-- $1 = 'Jazz', $2 = 3
-- $1 = 'Stone', $2 = 5
UPDATE "genre" SET "name"=$1 WHERE ("genre"."id" = $2)

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Stone'
-- $2 = [2]
UPDATE "genre" SET "name"=$1 WHERE ("genre"."id" = ANY($2))

-- released

-- savepoint

-- $1 = 'Jazz', $2 = 3
-- $1 = 'Stone', $2 = 5
UPDATE "genre" SET "name"=$1 WHERE ("genre"."id" = $2)

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Jazz'
-- $2 = [3]
UPDATE "genre" SET "name"=$1 WHERE ("genre"."id" = ANY($2))

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Stone'
-- $2 = [5]
UPDATE "genre" SET "name"=$1 WHERE ("genre"."id" = ANY($2))

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Jazz', $2 = 3
-- $1 = 'Stone', $2 = 5
UPDATE "genre" SET "name"=$1 WHERE ("genre"."id" = $2)

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Jazz'
-- $2 = [3]
UPDATE "genre" SET "name"=$1 WHERE ("genre"."id" = ANY($2))

-- refused: unique

-- undone

-- savepoint

-- $1 = 'Stone'
-- $2 = [5]
UPDATE "genre" SET "name"=$1 WHERE ("genre"."id" = ANY($2))

-- refused: unique

-- undone

-- rollback
