-- $1 = datetime.date(2026, 3, 1)
-- $2 = 'acct-ada'
-- $3 = a part of the cursors' key
-- $4 = a part of the cursors' key
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"note":',
            CASE WHEN ("p0"."note" IS NULL) THEN 'null' ELSE to_json("p0"."note"::text)::text END,
            ',"release_id":',
            coalesce(
              (
                SELECT "t1"."id"::text
                FROM "release" "t1"
                WHERE ("t1"."id" = "p0"."release_id") AND ("t1"."released_on" <= $1)
              ),
              'null'
            ),
            ',"release":',
            coalesce(
              (
                SELECT concat(
                  '{"title":',
                  to_json("t2"."title"::text)::text,
                  ',"released_on":',
                  concat('"',"t2"."released_on",'"'),
                  '}'
                )
                FROM "release" "t2"
                WHERE ("t2"."id" = "p0"."release_id") AND ("t2"."released_on" <= $1)
              ),
              'null'
            ),
            ',"customer":',
            coalesce(
              (
                SELECT concat(
                  '{"name":',
                  CASE WHEN ("t3"."name" IS NULL) THEN 'null' ELSE to_json("t3"."name"::text)::text END,
                  '}'
                )
                FROM "customer" "t3"
                WHERE ("t3"."id" = "p0"."customer_id") AND ("t3"."account_id" = $2)
              ),
              'null'
            ),
            '}'
          ),
          ','
        ) FILTER (WHERE ("p0"."row number" <= 20)),
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
            WHEN (("p0"."row number" <= 20) AND ("p0"."row number" = 1))
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
                              $3::bytea
                              || sha256(($4::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',"p0"."sort 0"::text,']')
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
            WHEN (("p0"."row number" <= 20) AND (("p0"."row number" = 20) OR ("p0"."row after" IS NULL)))
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
                              $3::bytea
                              || sha256(($4::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',"p0"."sort 0"::text,']')
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
    SELECT "t4"."note" "note",
      "t4"."release_id" "release_id",
      "t4"."customer_id" "customer_id",
      "t4"."id" "sort 0",
      row_number() OVER (ORDER BY "t4"."id") "row number",
      lead(1) OVER (ORDER BY "t4"."id") "row after"
    FROM "wishlist_entry" "t4"
    WHERE EXISTS (SELECT 1 FROM "customer" "t5" WHERE ("t5"."id" = "t4"."customer_id") AND ("t5"."account_id" = $2))
    ORDER BY "t4"."id"
    LIMIT 21
  ) "p0"
)
