-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"name":',
            to_json("p0"."name"::text)::text,
            ',"children":',
            (
              SELECT concat(
                '{"data":',
                concat(
                  '[',
                  coalesce(
                    string_agg(
                      concat(
                        '{"name":',
                        to_json("p1"."name"::text)::text,
                        ',"children":',
                        (
                          SELECT concat(
                            '{"data":',
                            concat(
                              '[',
                              coalesce(
                                string_agg(
                                  concat('{"name":',to_json("p2"."name"::text)::text,'}'),','
                                ) FILTER (WHERE ("p2"."row number" <= 9)),
                                ''
                              ),
                              ']'
                            ),
                            ',"page":',
                            concat(
                              '{"has_next":',
                              CASE WHEN ((count(*) > 9)) THEN 'true' ELSE 'false' END,
                              ',"has_previous":false,"start_cursor":',
                              coalesce(
                                max(
                                  CASE
                                    WHEN (("p2"."row number" <= 9) AND ("p2"."row number" = 1))
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
                                                        (
                                                          $2::bytea
                                                          || convert_to(concat('[',"p2"."sort 0"::text,']'),'UTF8')
                                                        )
                                                      )
                                                    )
                                                  ),
                                                  'hex'
                                                ),
                                                16
                                              ),
                                              concat('[',"p2"."sort 0"::text,']')
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
                                      ("p2"."row number" <= 9)
                                      AND (("p2"."row number" = 9) OR ("p2"."row after" IS NULL))
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
                                                        (
                                                          $2::bytea
                                                          || convert_to(concat('[',"p2"."sort 0"::text,']'),'UTF8')
                                                        )
                                                      )
                                                    )
                                                  ),
                                                  'hex'
                                                ),
                                                16
                                              ),
                                              concat('[',"p2"."sort 0"::text,']')
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
                              "t3"."id" "sort 0",
                              row_number() OVER (ORDER BY "t3"."id") "row number",
                              lead(1) OVER (ORDER BY "t3"."id") "row after"
                            FROM "genre" "t3"
                            WHERE ("t3"."parent_id" = "p1"."id")
                            ORDER BY "t3"."id"
                            LIMIT 10
                          ) "p2"
                        ),
                        '}'
                      ),
                      ','
                    ) FILTER (WHERE ("p1"."row number" <= 9)),
                    ''
                  ),
                  ']'
                ),
                ',"page":',
                concat(
                  '{"has_next":',
                  CASE WHEN ((count(*) > 9)) THEN 'true' ELSE 'false' END,
                  ',"has_previous":false,"start_cursor":',
                  coalesce(
                    max(
                      CASE
                        WHEN (("p1"."row number" <= 9) AND ("p1"."row number" = 1))
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
                        WHEN (("p1"."row number" <= 9) AND (("p1"."row number" = 9) OR ("p1"."row after" IS NULL)))
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
                SELECT "t4"."name" "name",
                  "t4"."id" "id",
                  "t4"."id" "sort 0",
                  row_number() OVER (ORDER BY "t4"."id") "row number",
                  lead(1) OVER (ORDER BY "t4"."id") "row after"
                FROM "genre" "t4"
                WHERE ("t4"."parent_id" = "p0"."id")
                ORDER BY "t4"."id"
                LIMIT 10
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
    SELECT "t5"."name" "name",
      "t5"."id" "id",
      "t5"."id" "sort 0",
      row_number() OVER (ORDER BY "t5"."id") "row number",
      lead(1) OVER (ORDER BY "t5"."id") "row after"
    FROM "genre" "t5"
    WHERE ("t5"."parent_id" IS NULL)
    ORDER BY "t5"."id"
    LIMIT 21
  ) "p0"
)
