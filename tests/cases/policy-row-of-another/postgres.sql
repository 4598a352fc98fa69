-- $1 = 'acct-ada'
-- $2 = 3
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"status":',
        concat('"',"t0"."status",'"'),
        ',":etag":',
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
                      ',"status":',
                      concat('"',"t0"."status",'"'),
                      ',"placed_at":',
                      concat('"',replace(("t0"."placed_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
                      ',"shipped_at":',
                      CASE
                        WHEN ("t0"."shipped_at" IS NULL)
                        THEN 'null'
                        ELSE concat('"',replace(("t0"."shipped_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"')
                        END,
                      ',"total":',
                      concat('"',"t0"."total",'"'),
                      ',"currency":',
                      to_json("t0"."currency"::text)::text,
                      ',"note":',
                      CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE to_json("t0"."note"::text)::text END,
                      ',"customer_id":',
                      coalesce(
                        (
                          SELECT "t1"."id"::text
                          FROM "customer" "t1"
                          WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = $1)
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
        '}'
      )
      FROM "order" "t0"
      WHERE ("t0"."id" = $2)
      AND EXISTS (SELECT 1 FROM "customer" "t2" WHERE ("t2"."id" = "t0"."customer_id") AND ("t2"."account_id" = $1))
    ),
    'null'
  ),
  '}'
)
