-- begin

-- $1 = 'acct-label'
-- $2 = ['OWNER', 'EDITOR']
-- $3 = Decimal('25.00')
-- $4 = datetime.date(2026, 3, 1)
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"title":',
    to_json("t0"."title"::text)::text,
    ',"format":',
    concat('"',"t0"."format",'"'),
    ',"released_on":',
    concat('"',"t0"."released_on",'"'),
    ',"price":',
    concat('"',"t0"."price",'"'),
    ',"cost":',
    CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END,
    ',"stock":',
    "t0"."stock"::text,
    ',"details":',
    CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE "t0"."details"::text END,
    ',"cover":',
    CASE WHEN ("t0"."cover" IS NULL) THEN 'null' ELSE to_json("t0"."cover"::text)::text END,
    ',"artist_id":',
    "t0"."artist_id"::text,
    ',"label_id":',
    CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id"::text END,
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
                ',"title":',
                to_json("t0"."title"::text)::text,
                ',"format":',
                concat('"',"t0"."format",'"'),
                ',"released_on":',
                concat('"',"t0"."released_on",'"'),
                ',"price":',
                concat('"',"t0"."price",'"'),
                ',"cost":',
                CASE
                  WHEN EXISTS (
                    SELECT 1
                    FROM "label" "t1"
                    WHERE ("t1"."id" = "t0"."label_id")
                    AND EXISTS (
                      SELECT 1
                      FROM "label_member" "t2"
                      WHERE ("t2"."label_id" = "t1"."id") AND ("t2"."account_id" = $1)
                    )
                  )
                  THEN CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END
                  ELSE 'null'
                  END,
                ',"stock":',
                "t0"."stock"::text,
                ',"details":',
                CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE "t0"."details"::text END,
                ',"cover":',
                CASE WHEN ("t0"."cover" IS NULL) THEN 'null' ELSE to_json("t0"."cover"::text)::text END,
                ',"artist_id":',
                "t0"."artist_id"::text,
                ',"label_id":',
                CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id"::text END,
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
  (
    EXISTS (
      SELECT 1
      FROM "label" "t3"
      WHERE ("t3"."id" = "t0"."label_id")
      AND EXISTS (
        SELECT 1
        FROM "label_member" "t4"
        WHERE ("t4"."label_id" = "t3"."id") AND (("t4"."account_id" = $1) AND ("t4"."role" = ANY($2)))
      )
    ) IS TRUE
  )
FROM "release" "t0"
WHERE (
  ("t0"."price" < $3)
  AND EXISTS (
    SELECT 1
    FROM "label" "t5"
    WHERE ("t5"."id" = "t0"."label_id")
    AND EXISTS (
      SELECT 1
      FROM "label_member" "t6"
      WHERE ("t6"."label_id" = "t5"."id") AND (("t6"."account_id" = $1) AND ("t6"."role" = ANY($2)))
    )
  )
)
AND (
  ("t0"."released_on" <= $4)
  OR EXISTS (
    SELECT 1
    FROM "label" "t7"
    WHERE ("t7"."id" = "t0"."label_id")
    AND EXISTS (SELECT 1 FROM "label_member" "t8" WHERE ("t8"."label_id" = "t7"."id") AND ("t8"."account_id" = $1))
  )
)
ORDER BY "t0"."id"
LIMIT 3
FOR UPDATE

-- $1 = Decimal('19.00')
-- $2 = [1, 2]
UPDATE "release" SET "price"=$1 WHERE ("release"."id" = ANY($2))

-- $1 = 'acct-label'
-- $2 = ['OWNER', 'EDITOR']
-- $3 = [1, 2]
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "label" "t1"
      WHERE ("t1"."id" = "t0"."label_id")
      AND EXISTS (
        SELECT 1
        FROM "label_member" "t2"
        WHERE ("t2"."label_id" = "t1"."id") AND (("t2"."account_id" = $1) AND ("t2"."role" = ANY($2)))
      )
    ) IS TRUE
  )
FROM "release" "t0"
WHERE ("t0"."id" = ANY($3))

-- $1 = [1, 2]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"title":',
    to_json("t0"."title"::text)::text,
    ',"format":',
    concat('"',"t0"."format",'"'),
    ',"released_on":',
    concat('"',"t0"."released_on",'"'),
    ',"price":',
    concat('"',"t0"."price",'"'),
    ',"cost":',
    CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END,
    ',"stock":',
    "t0"."stock"::text,
    ',"details":',
    CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE "t0"."details"::text END,
    ',"cover":',
    CASE WHEN ("t0"."cover" IS NULL) THEN 'null' ELSE to_json("t0"."cover"::text)::text END,
    ',"artist_id":',
    "t0"."artist_id"::text,
    ',"label_id":',
    CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id"::text END,
    '}'
  ),
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "release" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- commit
