-- $1 = 'for the boat'
-- $2 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $3 = 3
-- $4 = 'acct-ada'
-- $5 = 3
-- $6 = datetime.date(2026, 3, 1)
WITH gateway_made_row AS (
  INSERT INTO "wishlist_entry" ("note","added_at","release_id","customer_id")
  SELECT $1,$2,$3,(SELECT "t7"."id" FROM "customer" "t7" WHERE ("t7"."account_id" = $4))
  WHERE ((SELECT "t7"."id" FROM "customer" "t7" WHERE ("t7"."account_id" = $4)) IS NOT NULL)
  AND EXISTS (SELECT 1 FROM "release" "t8" WHERE ("t8"."id" = $5) AND ("t8"."released_on" <= $6))
  RETURNING *
)
SELECT "t0"."id",
  CASE
    WHEN EXISTS (SELECT 1 FROM "customer" "t5" WHERE ("t5"."id" = "t0"."customer_id") AND ("t5"."account_id" = $4))
    THEN concat(
      '{"id":',
      "t0"."id"::text,
      ',"customer_id":',
      coalesce(
        (
          SELECT "t1"."id"::text
          FROM "customer" "t1"
          WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = $4)
        ),
        'null'
      ),
      ',"release":',
      coalesce(
        (
          SELECT concat('{"title":',to_json("t2"."title"::text)::text,'}')
          FROM "release" "t2"
          WHERE ("t2"."id" = "t0"."release_id") AND ("t2"."released_on" <= $6)
        ),
        'null'
      ),
      ',"note":',
      CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE to_json("t0"."note"::text)::text END,
      ',"added_at":',
      concat('"',replace(("t0"."added_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
      '}'
    )
    ELSE NULL
    END,
  CASE
    WHEN EXISTS (SELECT 1 FROM "customer" "t6" WHERE ("t6"."id" = "t0"."customer_id") AND ("t6"."account_id" = $4))
    THEN concat(
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
                      SELECT "t3"."id"::text
                      FROM "customer" "t3"
                      WHERE ("t3"."id" = "t0"."customer_id") AND ("t3"."account_id" = $4)
                    ),
                    'null'
                  ),
                  ',"release_id":',
                  coalesce(
                    (
                      SELECT "t4"."id"::text
                      FROM "release" "t4"
                      WHERE ("t4"."id" = "t0"."release_id") AND ("t4"."released_on" <= $6)
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
    ELSE NULL
    END,
  "t0"."customer_id",
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
  )
FROM "gateway_made_row" "t0"
