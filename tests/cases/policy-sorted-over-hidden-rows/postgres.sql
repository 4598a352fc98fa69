-- $1 = 'acct-cy'
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
            ',"customer":',
            coalesce(
              (
                SELECT concat(
                  '{"name":',
                  CASE WHEN ("t1"."name" IS NULL) THEN 'null' ELSE to_json("t1"."name"::text)::text END,
                  '}'
                )
                FROM "customer" "t1"
                WHERE ("t1"."id" = "p0"."customer_id") AND ("t1"."account_id" = $1)
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
                              $2::bytea
                              || sha256(
                                (
                                  $3::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE
                                        WHEN ("p0"."sort 0" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 0"::text)::text
                                        END,
                                      ',',
                                      "p0"."sort 1"::text,
                                      ']'
                                    ),
                                    'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat(
                        '[',
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE to_json("p0"."sort 0"::text)::text END,
                        ',',
                        "p0"."sort 1"::text,
                        ']'
                      )
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
                              || sha256(
                                (
                                  $3::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE
                                        WHEN ("p0"."sort 0" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 0"::text)::text
                                        END,
                                      ',',
                                      "p0"."sort 1"::text,
                                      ']'
                                    ),
                                    'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat(
                        '[',
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE to_json("p0"."sort 0"::text)::text END,
                        ',',
                        "p0"."sort 1"::text,
                        ']'
                      )
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
      "t2"."customer_id" "customer_id",
      (
        SELECT "t4"."name" FROM "customer" "t4" WHERE ("t4"."id" = "t2"."customer_id") AND ("t4"."account_id" = $1)
      ) "sort 0",
      "t2"."id" "sort 1",
      row_number() OVER (
        ORDER BY (
          SELECT "t4"."name"
          FROM "customer" "t4"
          WHERE ("t4"."id" = "t2"."customer_id") AND ("t4"."account_id" = $1)
        ),
          "t2"."id"
      ) "row number",
      lead(1) OVER (
        ORDER BY (
          SELECT "t4"."name"
          FROM "customer" "t4"
          WHERE ("t4"."id" = "t2"."customer_id") AND ("t4"."account_id" = $1)
        ),
          "t2"."id"
      ) "row after"
    FROM "review" "t2"
    WHERE (
      ("t2"."published" = $4)
      OR EXISTS (SELECT 1 FROM "customer" "t3" WHERE ("t3"."id" = "t2"."customer_id") AND ("t3"."account_id" = $1))
    )
    ORDER BY (
      SELECT "t4"."name" FROM "customer" "t4" WHERE ("t4"."id" = "t2"."customer_id") AND ("t4"."account_id" = $1)
    ),
      "t2"."id"
    LIMIT 21
  ) "p0"
)
