-- begin

-- $1 = 'acct-ada'
-- $2 = datetime.date(2026, 3, 1)
-- $3 = [1]
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
    "t0"."published"::text,
    ',"written_at":',
    concat('"',replace(("t0"."written_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
    ',"customer_id":',
    "t0"."customer_id"::text,
    ',"release_id":',
    "t0"."release_id"::text,
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
                    FROM "customer" "t1"
                    WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = $1)
                  )
                  THEN "t0"."published"::text
                  ELSE 'null'
                  END,
                ',"written_at":',
                concat('"',replace(("t0"."written_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
                ',"customer_id":',
                coalesce(
                  (
                    SELECT "t2"."id"::text
                    FROM "customer" "t2"
                    WHERE ("t2"."id" = "t0"."customer_id") AND ("t2"."account_id" = $1)
                  ),
                  'null'
                ),
                ',"release_id":',
                coalesce(
                  (
                    SELECT "t3"."id"::text
                    FROM "release" "t3"
                    WHERE ("t3"."id" = "t0"."release_id") AND ("t3"."released_on" <= $2)
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
  ),
  (
    EXISTS (
      SELECT 1 FROM "customer" "t4" WHERE ("t4"."id" = "t0"."customer_id") AND ("t4"."account_id" = $1)
    ) IS TRUE
  )
FROM "review" "t0"
WHERE ("t0"."id" = ANY($3))
AND (
  ("t0"."published" = $4)
  OR EXISTS (SELECT 1 FROM "customer" "t5" WHERE ("t5"."id" = "t0"."customer_id") AND ("t5"."account_id" = $1))
)
ORDER BY "t0"."id"
FOR UPDATE

-- $1 = False
-- $2 = 4
-- $3 = [1]
UPDATE "review" SET "published"=$1,"stars"=$2 WHERE ("review"."id" = ANY($3))

-- $1 = 'acct-ada'
-- $2 = [1]
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = $1)
    ) IS TRUE
  )
FROM "review" "t0"
WHERE ("t0"."id" = ANY($2))

-- $1 = 'acct-ada'
-- $2 = datetime.date(2026, 3, 1)
-- $3 = [1]
-- $4 = True
SELECT "t0"."id",
  concat(
    '{"stars":',
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

-- $1 = [1]
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
