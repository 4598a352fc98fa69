-- begin

-- savepoint

-- $1 = [2]
-- $2 = datetime.date(2026, 3, 1)
-- $3 = 'acct-label'
SELECT "t0"."id"
FROM "release" "t0"
WHERE ("t0"."id" = ANY($1))
AND (
  ("t0"."released_on" <= $2)
  OR EXISTS (
    SELECT 1
    FROM "label" "t1"
    WHERE ("t1"."id" = "t0"."label_id")
    AND EXISTS (SELECT 1 FROM "label_member" "t2" WHERE ("t2"."label_id" = "t1"."id") AND ("t2"."account_id" = $3))
  )
)

-- savepoint

-- $1 = [2, 3]
-- $2 = ['Drop, drop', 'Flow']
-- $3 = [61, 62]
-- $4 = [False, True]
-- $5 = [2, 2]
INSERT INTO "track" ("position","title","seconds","explicit","release_id")
SELECT unnest($1::int4[]),unnest($2::text[]),unnest($3::int4[]),unnest($4::bool[]),unnest($5::int4[])
RETURNING "id"

-- released

-- $1 = 'acct-label'
-- $2 = ['OWNER', 'EDITOR']
-- $3 = [1001, 1002]
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "release" "t1"
      WHERE ("t1"."id" = "t0"."release_id")
      AND EXISTS (
        SELECT 1
        FROM "label" "t2"
        WHERE ("t2"."id" = "t1"."label_id")
        AND EXISTS (
          SELECT 1
          FROM "label_member" "t3"
          WHERE ("t3"."label_id" = "t2"."id") AND (("t3"."account_id" = $1) AND ("t3"."role" = ANY($2)))
        )
      )
    ) IS TRUE
  )
FROM "track" "t0"
WHERE ("t0"."id" = ANY($3))

-- released

-- $1 = [1001, 1002]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"position":',
    "t0"."position"::text,
    ',"title":',
    to_json("t0"."title"::text)::text,
    ',"seconds":',
    "t0"."seconds"::text,
    ',"explicit":',
    "t0"."explicit"::text,
    ',"release_id":',
    "t0"."release_id"::text,
    '}'
  ),
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "track" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- commit
