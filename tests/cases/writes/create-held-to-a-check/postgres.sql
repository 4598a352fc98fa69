-- begin

-- $1 = [3]
-- $2 = datetime.date(2026, 3, 1)
SELECT "t0"."id" FROM "release" "t0" WHERE ("t0"."id" = ANY($1)) AND ("t0"."released_on" <= $2)

-- $1 = 'acct-ada'
SELECT "t0"."id" FROM "customer" "t0" WHERE ("t0"."account_id" = $1) LIMIT 2

-- $1 = 4
-- $2 = 'Salt in it.'
-- $3 = False
-- $4 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $5 = 1
-- $6 = 3
INSERT INTO "review" ("stars","text","published","written_at","customer_id","release_id")
VALUES ($1,$2,$3,$4,$5,$6)
RETURNING "id"

-- $1 = [<OrderStatus.PLACED: 'PLACED'>, <OrderStatus.PAID: 'PAID'>, <OrderStatus.SHIPPED: 'SHIPPED'>]
-- $2 = 'acct-ada'
-- $3 = [1001]
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "release" "t1"
      WHERE ("t1"."id" = "t0"."release_id")
      AND EXISTS (
        SELECT 1
        FROM "order_line" "t2"
        WHERE ("t2"."release_id" = "t1"."id")
        AND EXISTS (
          SELECT 1
          FROM "order" "t3"
          WHERE ("t3"."id" = "t2"."order_id")
          AND (
            ("t3"."status" = ANY($1))
            AND EXISTS (
              SELECT 1 FROM "customer" "t4" WHERE ("t4"."id" = "t3"."customer_id") AND ("t4"."account_id" = $2)
            )
          )
        )
      )
    ) IS TRUE
  )
FROM "review" "t0"
WHERE ("t0"."id" = ANY($3))

-- $1 = 'acct-ada'
-- $2 = datetime.date(2026, 3, 1)
-- $3 = [1001]
-- $4 = True
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"stars":',
    "t0"."stars"::text,
    ',"text":',
    CASE WHEN ("t0"."text" IS NULL) THEN 'null' ELSE to_json("t0"."text"::text)::text END,
    ',"published":',
    CASE
      WHEN EXISTS (
        SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = $1)
      )
      THEN "t0"."published"::text
      ELSE 'null	'
      END,
    ',"written_at":',
    concat('"',replace(("t0"."written_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
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
                ',"stars":',
                "t0"."stars"::text,
                ',"text":',
                CASE WHEN ("t0"."text" IS NULL) THEN 'null' ELSE to_json("t0"."text"::text)::text END,
                ',"published":',
                CASE
                  WHEN EXISTS (
                    SELECT 1
                    FROM "customer" "t2"
                    WHERE ("t2"."id" = "t0"."customer_id") AND ("t2"."account_id" = $1)
                  )
                  THEN "t0"."published"::text
                  ELSE 'null'
                  END,
                ',"written_at":',
                concat('"',replace(("t0"."written_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
                ',"customer_id":',
                coalesce(
                  (
                    SELECT "t3"."id"::text
                    FROM "customer" "t3"
                    WHERE ("t3"."id" = "t0"."customer_id") AND ("t3"."account_id" = $1)
                  ),
                  'null'
                ),
                ',"release_id":',
                coalesce(
                  (
                    SELECT "t4"."id"::text
                    FROM "release" "t4"
                    WHERE ("t4"."id" = "t0"."release_id") AND ("t4"."released_on" <= $2)
                  ),
                  'null'
                ),
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
FROM "review" "t0"
WHERE ("t0"."id" = ANY($3))
AND (
  ("t0"."published" = $4)
  OR EXISTS (SELECT 1 FROM "customer" "t5" WHERE ("t5"."id" = "t0"."customer_id") AND ("t5"."account_id" = $1))
)

-- $1 = [1001]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"stars":',
    "t0"."stars"::text,
    ',"text":',
    CASE WHEN ("t0"."text" IS NULL) THEN 'null' ELSE to_json("t0"."text"::text)::text END,
    ',"published":',
    "t0"."published"::text,
    ',"written_at":',
    concat('"',replace(("t0"."written_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
    ',"customer_id":',
    "t0"."customer_id"::text,
    ',"release_id":',
    "t0"."release_id"::text,
    '}'
  ),
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "review" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- commit
