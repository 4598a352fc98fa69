-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = True
-- $4 = a part of the cursors' key
-- $5 = a part of the cursors' key
-- $6 = datetime.date(2026, 3, 1)
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"title":',
            to_json("p0"."title"::text)::text,
            ',"reviews":',
            (
              SELECT concat(
                '{"data":',
                concat(
                  '[',
                  coalesce(
                    string_agg(
                      concat(
                        '{"stars":',
                        "p1"."stars"::text,
                        ',"text":',
                        CASE WHEN ("p1"."text" IS NULL) THEN 'null' ELSE to_json("p1"."text"::text)::text END,
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
                  ',"total":',
                  (
                    SELECT count(*)
                    FROM "review" "t2"
                    WHERE ("t2"."release_id" = "p0"."id") AND ("t2"."published" = $3)
                  ),
                  '}'
                ),
                '}'
              )
              FROM (
                SELECT "t3"."stars" "stars",
                  "t3"."text" "text",
                  "t3"."id" "sort 0",
                  row_number() OVER (ORDER BY "t3"."id") "row number",
                  lead(1) OVER (ORDER BY "t3"."id") "row after"
                FROM "review" "t3"
                WHERE ("t3"."release_id" = "p0"."id") AND ("t3"."published" = $3)
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
                              $4::bytea
                              || sha256(
                                (
                                  $5::bytea
                                  || convert_to(
                                    concat('[',concat('"',"p0"."sort 0",'"'),',',"p0"."sort 1"::text,']'),'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',concat('"',"p0"."sort 0",'"'),',',"p0"."sort 1"::text,']')
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
                              $4::bytea
                              || sha256(
                                (
                                  $5::bytea
                                  || convert_to(
                                    concat('[',concat('"',"p0"."sort 0",'"'),',',"p0"."sort 1"::text,']'),'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',concat('"',"p0"."sort 0",'"'),',',"p0"."sort 1"::text,']')
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
      (SELECT count(*) FROM "release" "t4" WHERE ("t4"."released_on" <= $6)),
      '}'
    ),
    '}'
  )
  FROM (
    SELECT "t5"."title" "title",
      "t5"."id" "id",
      "t5"."released_on" "sort 0",
      "t5"."id" "sort 1",
      row_number() OVER (ORDER BY "t5"."released_on" DESC,"t5"."id" DESC) "row number",
      lead(1) OVER (ORDER BY "t5"."released_on" DESC,"t5"."id" DESC) "row after"
    FROM "release" "t5"
    WHERE ("t5"."released_on" <= $6)
    ORDER BY "t5"."released_on" DESC,"t5"."id" DESC
    LIMIT 21
  ) "p0"
)
