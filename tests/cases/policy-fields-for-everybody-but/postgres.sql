-- $1 = 'acct-ada'
-- $2 = a part of the cursors' key
-- $3 = a part of the cursors' key
-- $4 = True
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"stars":',
            "p0"."stars"::text,
            ',"published":',
            CASE
              WHEN EXISTS (
                SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "p0"."customer_id") AND ("t1"."account_id" = $1)
              )
              THEN "p0"."published"::text
              ELSE 'null	'
              END,
            ',"text":',
            CASE WHEN ("p0"."text" IS NULL) THEN 'null' ELSE to_json("p0"."text"::text)::text END,
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
                              $2::bytea
                              || sha256(($3::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
                              $2::bytea
                              || sha256(($3::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
    SELECT "t2"."stars" "stars",
      "t2"."published" "published",
      "t2"."customer_id" "customer_id",
      "t2"."text" "text",
      "t2"."id" "sort 0",
      row_number() OVER (ORDER BY "t2"."id") "row number",
      lead(1) OVER (ORDER BY "t2"."id") "row after"
    FROM "review" "t2"
    WHERE (
      ("t2"."published" = $4)
      OR EXISTS (SELECT 1 FROM "customer" "t3" WHERE ("t3"."id" = "t2"."customer_id") AND ("t3"."account_id" = $1))
    )
    ORDER BY "t2"."id"
    LIMIT 21
  ) "p0"
)
