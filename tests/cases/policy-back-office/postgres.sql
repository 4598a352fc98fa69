-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
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
            '{"display_name":',
            concat(
              '{"name":',
              CASE WHEN ("p0"."name" IS NULL) THEN 'null' ELSE to_json("p0"."name"::text)::text END,
              ',"email":',
              to_json("p0"."email"::text)::text,
              '}'
            ),
            ',"address":',
            CASE WHEN ("p0"."address" IS NULL) THEN 'null' ELSE "p0"."address"::text END,
            ',"orders":',
            (
              SELECT concat(
                '{"data":',
                concat(
                  '[',
                  coalesce(
                    string_agg(
                      concat(
                        '{"staff_note":',
                        CASE
                          WHEN ("p1"."staff_note" IS NULL)
                          THEN 'null'
                          ELSE to_json("p1"."staff_note"::text)::text
                          END,
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
                                          $1::bytea
                                          || sha256(
                                            ($2::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8'))
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
                                          $1::bytea
                                          || sha256(
                                            ($2::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8'))
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
                SELECT "t2"."staff_note" "staff_note",
                  "t2"."id" "sort 0",
                  row_number() OVER (ORDER BY "t2"."id") "row number",
                  lead(1) OVER (ORDER BY "t2"."id") "row after"
                FROM "order" "t2"
                WHERE ("t2"."customer_id" = "p0"."id") AND ("t2"."staff_note" IS NOT NULL)
                ORDER BY "t2"."id"
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
    SELECT "t3"."name" "name",
      "t3"."email" "email",
      "t3"."address" "address",
      "t3"."id" "id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id") "row number",
      lead(1) OVER (ORDER BY "t3"."id") "row after"
    FROM "customer" "t3"
    ORDER BY "t3"."id"
    LIMIT 21
  ) "p0"
)
