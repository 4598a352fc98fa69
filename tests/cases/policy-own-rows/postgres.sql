-- $1 = datetime.date(2026, 3, 1)
-- $2 = a part of the cursors' key
-- $3 = a part of the cursors' key
-- $4 = 'acct-ada'
-- $5 = a part of the cursors' key
-- $6 = a part of the cursors' key
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"status":',
            concat('"',"p0"."status",'"'),
            ',"total":',
            concat('"',"p0"."total",'"'),
            ',"note":',
            CASE WHEN ("p0"."note" IS NULL) THEN 'null' ELSE to_json("p0"."note"::text)::text END,
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
                        ',"unit_price":',
                        concat('"',"p1"."unit_price",'"'),
                        ',"release":',
                        coalesce(
                          (
                            SELECT concat('{"title":',to_json("t2"."title"::text)::text,'}')
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
                                          || sha256(
                                            ($3::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8'))
                                          )
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
                        WHEN (
                          ("p1"."row number" <= 20) AND (("p1"."row number" = 20) OR ("p1"."row after" IS NULL))
                        )
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
                                            ($3::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8'))
                                          )
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
                  "t3"."unit_price" "unit_price",
                  "t3"."release_id" "release_id",
                  "t3"."id" "sort 0",
                  row_number() OVER (ORDER BY "t3"."id") "row number",
                  lead(1) OVER (ORDER BY "t3"."id") "row after"
                FROM "order_line" "t3"
                WHERE ("t3"."order_id" = "p0"."id")
                AND EXISTS (
                  SELECT 1
                  FROM "order" "t4"
                  WHERE ("t4"."id" = "t3"."order_id")
                  AND EXISTS (
                    SELECT 1
                    FROM "customer" "t5"
                    WHERE ("t5"."id" = "t4"."customer_id") AND ("t5"."account_id" = $4)
                  )
                )
                ORDER BY "t3"."id"
                LIMIT 21
              ) "p1"
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
                              $5::bytea
                              || sha256(
                                (
                                  $6::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      concat('"',replace(("p0"."sort 0" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
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
                        concat('"',replace(("p0"."sort 0" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
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
                              $5::bytea
                              || sha256(
                                (
                                  $6::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      concat('"',replace(("p0"."sort 0" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
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
                        concat('"',replace(("p0"."sort 0" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
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
      ',"total":',
      (
        SELECT count(*)
        FROM "order" "t6"
        WHERE EXISTS (
          SELECT 1 FROM "customer" "t7" WHERE ("t7"."id" = "t6"."customer_id") AND ("t7"."account_id" = $4)
        )
      ),
      '}'
    ),
    '}'
  )
  FROM (
    SELECT "t8"."status" "status",
      "t8"."total" "total",
      "t8"."note" "note",
      "t8"."id" "id",
      "t8"."placed_at" "sort 0",
      "t8"."id" "sort 1",
      row_number() OVER (ORDER BY "t8"."placed_at" DESC,"t8"."id" DESC) "row number",
      lead(1) OVER (ORDER BY "t8"."placed_at" DESC,"t8"."id" DESC) "row after"
    FROM "order" "t8"
    WHERE EXISTS (SELECT 1 FROM "customer" "t9" WHERE ("t9"."id" = "t8"."customer_id") AND ("t9"."account_id" = $4))
    ORDER BY "t8"."placed_at" DESC,"t8"."id" DESC
    LIMIT 21
  ) "p0"
)
