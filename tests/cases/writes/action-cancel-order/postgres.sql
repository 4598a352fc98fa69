-- begin

-- $1 = [2]
-- $2 = 'acct-ada'
SELECT "t0"."id"
FROM "order" "t0"
WHERE ("t0"."id" = ANY($1))
AND EXISTS (SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = $2))

-- $1 = datetime.date(2026, 3, 1)
-- $2 = a part of the cursors' key
-- $3 = a part of the cursors' key
-- $4 = 'acct-ada'
-- $5 = [2]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"status":',
    concat('"',"t0"."status",'"'),
    ',"lines":',
    (
      SELECT concat(
        '{"data":',
        concat(
          '[',
          coalesce(
            string_agg(
              concat(
                '{"quantity":',
                "p1"."quantity"::text,
                ',"release":',
                coalesce(
                  (
                    SELECT concat('{"title":',to_json("t2"."title"::text)::text,',"stock":',"t2"."stock"::text,'}')
                    FROM "release" "t2"
                    WHERE ("t2"."id" = "p1"."release_id") AND ("t2"."released_on" <= $1)
                  ),
                  'null'
                ),
                '}'
              ),
              ','
            ) FILTER (WHERE ("p1"."row number" <= 20)),
            ''
          ),
          ']'
        ),
        ',"page":',
        concat(
          '{"has_next":',
          CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END,
          ',"has_previous":false,"start_cursor":',
          coalesce(
            max(
              CASE
                WHEN (("p1"."row number" <= 20) AND ("p1"."row number" = 1))
                THEN concat(
                  '"',
                  translate(
                    encode(
                      convert_to(
                        concat(
                          left(
                            encode(
                              sha256(
                                (
                                  $2::bytea
                                  || sha256(($3::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8')))
                                )
                              ),
                              'hex'
                            ),
                            16
                          ),
                          concat('[',"p1"."sort 0"::text,']')
                        ),
                        'UTF8'
                      ),
                      'base64'
                    ),
                    '+/=
',
                    '-_'
                  ),
                  '"'
                )
                ELSE NULL
                END
            ),
            'null'
          ),
          ',"end_cursor":',
          coalesce(
            max(
              CASE
                WHEN (("p1"."row number" <= 20) AND (("p1"."row number" = 20) OR ("p1"."row after" IS NULL)))
                THEN concat(
                  '"',
                  translate(
                    encode(
                      convert_to(
                        concat(
                          left(
                            encode(
                              sha256(
                                (
                                  $2::bytea
                                  || sha256(($3::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8')))
                                )
                              ),
                              'hex'
                            ),
                            16
                          ),
                          concat('[',"p1"."sort 0"::text,']')
                        ),
                        'UTF8'
                      ),
                      'base64'
                    ),
                    '+/=
',
                    '-_'
                  ),
                  '"'
                )
                ELSE NULL
                END
            ),
            'null'
          ),
          '}'
        ),
        '}'
      )
      FROM (
        SELECT "t3"."quantity" "quantity",
          "t3"."release_id" "release_id",
          "t3"."id" "sort 0",
          row_number() OVER (ORDER BY "t3"."id") "row number",
          lead(1) OVER (ORDER BY "t3"."id") "row after"
        FROM "order_line" "t3"
        WHERE ("t3"."order_id" = "t0"."id")
        AND EXISTS (
          SELECT 1
          FROM "order" "t4"
          WHERE ("t4"."id" = "t3"."order_id")
          AND EXISTS (
            SELECT 1 FROM "customer" "t5" WHERE ("t5"."id" = "t4"."customer_id") AND ("t5"."account_id" = $4)
          )
        )
        ORDER BY "t3"."id"
        LIMIT 21
      ) "p1"
    ),
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
                    SELECT "t6"."id"::text
                    FROM "customer" "t6"
                    WHERE ("t6"."id" = "t0"."customer_id") AND ("t6"."account_id" = $4)
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
FROM "order" "t0"
WHERE ("t0"."id" = ANY($5))
AND EXISTS (SELECT 1 FROM "customer" "t7" WHERE ("t7"."id" = "t0"."customer_id") AND ("t7"."account_id" = $4))

-- commit
