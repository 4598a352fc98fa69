-- begin

-- $1 = 'acct-ada'
-- $2 = datetime.date(2026, 3, 1)
-- $3 = [2, 1]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"note":',
    CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE to_json("t0"."note"::text)::text END,
    ',"added_at":',
    concat('"',replace(("t0"."added_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
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
                ',"note":',
                CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE to_json("t0"."note"::text)::text END,
                ',"added_at":',
                concat('"',replace(("t0"."added_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
                ',"customer_id":',
                coalesce(
                  (
                    SELECT "t1"."id"::text
                    FROM "customer" "t1"
                    WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = $1)
                  ),
                  'null'
                ),
                ',"release_id":',
                coalesce(
                  (
                    SELECT "t2"."id"::text
                    FROM "release" "t2"
                    WHERE ("t2"."id" = "t0"."release_id") AND ("t2"."released_on" <= $2)
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
      SELECT 1 FROM "customer" "t3" WHERE ("t3"."id" = "t0"."customer_id") AND ("t3"."account_id" = $1)
    ) IS TRUE
  )
FROM "wishlist_entry" "t0"
WHERE ("t0"."id" = ANY($3))
AND EXISTS (SELECT 1 FROM "customer" "t4" WHERE ("t4"."id" = "t0"."customer_id") AND ("t4"."account_id" = $1))
ORDER BY "t0"."id"
FOR UPDATE

-- $1 = 'acct-ada'
-- $2 = datetime.date(2026, 3, 1)
-- $3 = [2, 1]
SELECT "t0"."id",
  concat('{"note":',CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE to_json("t0"."note"::text)::text END,'}'),
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
                ',"note":',
                CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE to_json("t0"."note"::text)::text END,
                ',"added_at":',
                concat('"',replace(("t0"."added_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
                ',"customer_id":',
                coalesce(
                  (
                    SELECT "t1"."id"::text
                    FROM "customer" "t1"
                    WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = $1)
                  ),
                  'null'
                ),
                ',"release_id":',
                coalesce(
                  (
                    SELECT "t2"."id"::text
                    FROM "release" "t2"
                    WHERE ("t2"."id" = "t0"."release_id") AND ("t2"."released_on" <= $2)
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
FROM "wishlist_entry" "t0"
WHERE ("t0"."id" = ANY($3))
AND EXISTS (SELECT 1 FROM "customer" "t3" WHERE ("t3"."id" = "t0"."customer_id") AND ("t3"."account_id" = $1))

-- savepoint

-- $1 = [2, 1]
DELETE FROM "wishlist_entry" WHERE ("wishlist_entry"."id" = ANY($1))

-- released

-- commit
