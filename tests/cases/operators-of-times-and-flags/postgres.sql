-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.datetime(2026, 2, 2, 9, 30, tzinfo=datetime.timezone.utc)
-- $4 = datetime.datetime(2026, 2, 3, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)
-- $5 = False
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"joined_at":',
            concat('"',replace(("p0"."joined_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
            ',"email":',
            to_json("p0"."email"::text)::text,
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
                              $1::bytea
                              || sha256(($2::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
                              $1::bytea
                              || sha256(($2::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
    SELECT "t1"."joined_at" "joined_at",
      "t1"."email" "email",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id") "row number",
      lead(1) OVER (ORDER BY "t1"."id") "row after"
    FROM "customer" "t1"
    WHERE ((("t1"."joined_at" > $3) AND ("t1"."joined_at" <= $4)) AND ("t1"."marketing_consent" = $5))
    ORDER BY "t1"."id"
    LIMIT 21
  ) "p0"
)
