-- begin

-- $1 = 'acct-ada'
-- $2 = [1]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"account_id":',
    to_json("t0"."account_id"::text)::text,
    ',"name":',
    CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE to_json("t0"."name"::text)::text END,
    ',"email":',
    to_json("t0"."email"::text)::text,
    ',"country":',
    CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
    ',"address":',
    CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE "t0"."address"::text END,
    ',"marketing_consent":',
    "t0"."marketing_consent"::text,
    ',"joined_at":',
    concat('"',replace(("t0"."joined_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
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
                ',"account_id":',
                to_json("t0"."account_id"::text)::text,
                ',"name":',
                CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE to_json("t0"."name"::text)::text END,
                ',"email":',
                to_json("t0"."email"::text)::text,
                ',"country":',
                CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
                ',"address":',
                CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE "t0"."address"::text END,
                ',"marketing_consent":',
                "t0"."marketing_consent"::text,
                ',"joined_at":',
                concat('"',replace(("t0"."joined_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
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
  (("t0"."account_id" = $1) IS TRUE)
FROM "customer" "t0"
WHERE ("t0"."id" = ANY($2)) AND ("t0"."account_id" = $1)
ORDER BY "t0"."id"
FOR UPDATE

-- $1 = '{"city":"Ōsaka","street":null}'
-- $2 = False
-- $3 = [1]
UPDATE "customer" SET "address"=$1,"marketing_consent"=$2 WHERE ("customer"."id" = ANY($3))

-- $1 = 'acct-ada'
-- $2 = [1]
SELECT "t0"."id",(("t0"."account_id" = $1) IS TRUE) FROM "customer" "t0" WHERE ("t0"."id" = ANY($2))

-- $1 = [1]
-- $2 = 'acct-ada'
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"address":',
    CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE "t0"."address"::text END,
    ',"marketing_consent":',
    "t0"."marketing_consent"::text,
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
                ',"account_id":',
                to_json("t0"."account_id"::text)::text,
                ',"name":',
                CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE to_json("t0"."name"::text)::text END,
                ',"email":',
                to_json("t0"."email"::text)::text,
                ',"country":',
                CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
                ',"address":',
                CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE "t0"."address"::text END,
                ',"marketing_consent":',
                "t0"."marketing_consent"::text,
                ',"joined_at":',
                concat('"',replace(("t0"."joined_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
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
FROM "customer" "t0"
WHERE ("t0"."id" = ANY($1)) AND ("t0"."account_id" = $2)

-- $1 = [1]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"account_id":',
    to_json("t0"."account_id"::text)::text,
    ',"name":',
    CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE to_json("t0"."name"::text)::text END,
    ',"email":',
    to_json("t0"."email"::text)::text,
    ',"country":',
    CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
    ',"address":',
    CASE WHEN ("t0"."address" IS NULL) THEN 'null' ELSE "t0"."address"::text END,
    ',"marketing_consent":',
    "t0"."marketing_consent"::text,
    ',"joined_at":',
    concat('"',replace(("t0"."joined_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
    '}'
  ),
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "customer" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- commit
