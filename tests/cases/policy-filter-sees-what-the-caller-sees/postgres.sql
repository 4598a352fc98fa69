-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.date(2026, 3, 1)
-- $4 = True
-- $5 = 'acct-bo'
-- $6 = 3
-- $7 = 1
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat('{"title":',to_json("p0"."title"::text)::text,'}'),','
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
    SELECT "t1"."title" "title",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id") "row number",
      lead(1) OVER (ORDER BY "t1"."id") "row after"
    FROM "release" "t1"
    WHERE ("t1"."released_on" <= $3)
    AND (
      NOT EXISTS (
        SELECT 1
        FROM "review" "t2"
        WHERE ("t2"."release_id" = "t1"."id")
        AND (
          ("t2"."published" = $4)
          OR EXISTS (
            SELECT 1 FROM "customer" "t3" WHERE ("t3"."id" = "t2"."customer_id") AND ("t3"."account_id" = $5)
          )
        )
        AND ("t2"."stars" <= $6)
      )
      AND EXISTS (
        SELECT 1
        FROM "order_line" "t4"
        WHERE ("t4"."release_id" = "t1"."id")
        AND EXISTS (
          SELECT 1
          FROM "order" "t5"
          WHERE ("t5"."id" = "t4"."order_id")
          AND EXISTS (
            SELECT 1 FROM "customer" "t6" WHERE ("t6"."id" = "t5"."customer_id") AND ("t6"."account_id" = $5)
          )
        )
        AND ("t4"."quantity" >= $7)
      )
    )
    ORDER BY "t1"."id"
    LIMIT 21
  ) "p0"
)
