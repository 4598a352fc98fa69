-- $1 = 'acct-cy'
-- $2 = datetime.date(2026, 3, 1)
-- $3 = a part of the cursors' key
-- $4 = a part of the cursors' key
-- $5 = True
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
            ',"customer_id":',
            coalesce(
              (
                SELECT "t1"."id"::text
                FROM "customer" "t1"
                WHERE ("t1"."id" = "p0"."customer_id") AND ("t1"."account_id" = $1)
              ),
              'null'
            ),
            ',"release_id":',
            coalesce(
              (
                SELECT "t2"."id"::text
                FROM "release" "t2"
                WHERE ("t2"."id" = "p0"."release_id") AND ("t2"."released_on" <= $2)
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
    SELECT "t3"."stars" "stars",
      "t3"."customer_id" "customer_id",
      "t3"."release_id" "release_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id") "row number",
      lead(1) OVER (ORDER BY "t3"."id") "row after"
    FROM "review" "t3"
    WHERE (
      ("t3"."published" = $5)
      OR EXISTS (SELECT 1 FROM "customer" "t4" WHERE ("t4"."id" = "t3"."customer_id") AND ("t4"."account_id" = $1))
    )
    AND (
      (
        SELECT "t5"."id" FROM "customer" "t5" WHERE ("t5"."id" = "t3"."customer_id") AND ("t5"."account_id" = $1)
      ) IS NULL
    )
    ORDER BY "t3"."id"
    LIMIT 21
  ) "p0"
)
