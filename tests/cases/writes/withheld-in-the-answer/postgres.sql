-- $1 = 'for the boat'
-- $2 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $3 = 3
-- $4 = 'acct-ada'
-- $5 = 3
-- $6 = datetime.date(2026, 3, 1)
WITH gateway_made_row AS (
  INSERT INTO "wishlist_entry" ("note","added_at","release_id","customer_id")
  SELECT $1,$2,$3,(SELECT "t12"."id" FROM "customer" "t12" WHERE ("t12"."account_id" = $4))
  WHERE ((SELECT "t12"."id" FROM "customer" "t12" WHERE ("t12"."account_id" = $4)) IS NOT NULL)
  AND EXISTS (
    SELECT 1
    FROM "release" "t13"
    WHERE ("t13"."id" = $5)
    AND (
      ("t13"."released_on" <= $6)
      OR EXISTS (
        SELECT 1
        FROM "label" "t14"
        WHERE ("t14"."id" = "t13"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t15" WHERE ("t15"."label_id" = "t14"."id") AND ("t15"."account_id" = $4)
        )
      )
    )
  )
  RETURNING *
)
SELECT "t0"."id",
  CASE
    WHEN EXISTS (
      SELECT 1 FROM "customer" "t10" WHERE ("t10"."id" = "t0"."customer_id") AND ("t10"."account_id" = $4)
    )
    THEN concat(
      '{"note":',
      CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE to_json("t0"."note"::text)::text END,
      ',"release":',
      coalesce(
        (
          SELECT concat(
            '{"title":',
            to_json("t1"."title"::text)::text,
            ',"cost":',
            CASE
              WHEN EXISTS (
                SELECT 1
                FROM "label" "t2"
                WHERE ("t2"."id" = "t1"."label_id")
                AND EXISTS (
                  SELECT 1 FROM "label_member" "t3" WHERE ("t3"."label_id" = "t2"."id") AND ("t3"."account_id" = $4)
                )
              )
              THEN CASE WHEN ("t1"."cost" IS NULL) THEN 'null' ELSE concat('"',"t1"."cost",'"') END
              ELSE 'null	'
              END,
            '}'
          )
          FROM "release" "t1"
          WHERE ("t1"."id" = "t0"."release_id")
          AND (
            ("t1"."released_on" <= $6)
            OR EXISTS (
              SELECT 1
              FROM "label" "t4"
              WHERE ("t4"."id" = "t1"."label_id")
              AND EXISTS (
                SELECT 1 FROM "label_member" "t5" WHERE ("t5"."label_id" = "t4"."id") AND ("t5"."account_id" = $4)
              )
            )
          )
        ),
        'null'
      ),
      '}'
    )
    ELSE NULL
    END,
  CASE
    WHEN EXISTS (
      SELECT 1 FROM "customer" "t11" WHERE ("t11"."id" = "t0"."customer_id") AND ("t11"."account_id" = $4)
    )
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
                      SELECT "t6"."id"::text
                      FROM "customer" "t6"
                      WHERE ("t6"."id" = "t0"."customer_id") AND ("t6"."account_id" = $4)
                    ),
                    'null'
                  ),
                  ',"release_id":',
                  coalesce(
                    (
                      SELECT "t7"."id"::text
                      FROM "release" "t7"
                      WHERE ("t7"."id" = "t0"."release_id")
                      AND (
                        ("t7"."released_on" <= $6)
                        OR EXISTS (
                          SELECT 1
                          FROM "label" "t8"
                          WHERE ("t8"."id" = "t7"."label_id")
                          AND EXISTS (
                            SELECT 1
                            FROM "label_member" "t9"
                            WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = $4)
                          )
                        )
                      )
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
