-- $1 = datetime.date(2026, 3, 1)
-- $2 = 'acct-label'
-- $3 = a part of the cursors' key
-- $4 = a part of the cursors' key
-- $5 = a part of the cursors' key
-- $6 = a part of the cursors' key
-- $7 = 'Sigr%'
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
            ',"duration":',
            concat(
              '{"tracks":',
              (
                SELECT concat('[',coalesce(string_agg(concat('{"seconds":',"p1"."seconds"::text,'}'),','),''),']')
                FROM (
                  SELECT "t2"."seconds" "seconds"
                  FROM "track" "t2"
                  WHERE ("t2"."release_id" = "p0"."id")
                  AND EXISTS (
                    SELECT 1
                    FROM "release" "t3"
                    WHERE ("t3"."id" = "t2"."release_id")
                    AND (
                      ("t3"."released_on" <= $1)
                      OR EXISTS (
                        SELECT 1
                        FROM "label" "t4"
                        WHERE ("t4"."id" = "t3"."label_id")
                        AND EXISTS (
                          SELECT 1
                          FROM "label_member" "t5"
                          WHERE ("t5"."label_id" = "t4"."id") AND ("t5"."account_id" = $2)
                        )
                      )
                    )
                  )
                  ORDER BY "t2"."id"
                ) "p1"
              ),
              '}'
            ),
            ',"tracks":',
            (
              SELECT concat(
                '{"data":',
                concat(
                  '[',
                  coalesce(
                    string_agg(concat('{"seconds":',"p6"."seconds"::text,'}'),',') FILTER (WHERE ("p6"."row number" <= 20)),
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
                        WHEN (("p6"."row number" <= 20) AND ("p6"."row number" = 1))
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
                                          || sha256(
                                            ($4::bytea || convert_to(concat('[',"p6"."sort 0"::text,']'),'UTF8'))
                                          )
                                        )
                                      ),
                                      'hex'
                                    ),
                                    16
                                  ),
                                  concat('[',"p6"."sort 0"::text,']')
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
                          ("p6"."row number" <= 20) AND (("p6"."row number" = 20) OR ("p6"."row after" IS NULL))
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
                                          $3::bytea
                                          || sha256(
                                            ($4::bytea || convert_to(concat('[',"p6"."sort 0"::text,']'),'UTF8'))
                                          )
                                        )
                                      ),
                                      'hex'
                                    ),
                                    16
                                  ),
                                  concat('[',"p6"."sort 0"::text,']')
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
                SELECT "t7"."seconds" "seconds",
                  "t7"."id" "sort 0",
                  row_number() OVER (ORDER BY "t7"."id") "row number",
                  lead(1) OVER (ORDER BY "t7"."id") "row after"
                FROM "track" "t7"
                WHERE ("t7"."release_id" = "p0"."id")
                AND EXISTS (
                  SELECT 1
                  FROM "release" "t8"
                  WHERE ("t8"."id" = "t7"."release_id")
                  AND (
                    ("t8"."released_on" <= $1)
                    OR EXISTS (
                      SELECT 1
                      FROM "label" "t9"
                      WHERE ("t9"."id" = "t8"."label_id")
                      AND EXISTS (
                        SELECT 1
                        FROM "label_member" "t10"
                        WHERE ("t10"."label_id" = "t9"."id") AND ("t10"."account_id" = $2)
                      )
                    )
                  )
                )
                ORDER BY "t7"."id"
                LIMIT 21
              ) "p6"
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
                              || sha256(($6::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
                              $5::bytea
                              || sha256(($6::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
    SELECT "t11"."title" "title",
      "t11"."id" "id",
      "t11"."id" "sort 0",
      row_number() OVER (ORDER BY "t11"."id") "row number",
      lead(1) OVER (ORDER BY "t11"."id") "row after"
    FROM "release" "t11"
    WHERE (
      ("t11"."released_on" <= $1)
      OR EXISTS (
        SELECT 1
        FROM "label" "t12"
        WHERE ("t12"."id" = "t11"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t13" WHERE ("t13"."label_id" = "t12"."id") AND ("t13"."account_id" = $2)
        )
      )
    )
    AND EXISTS (SELECT 1 FROM "artist" "t14" WHERE ("t14"."id" = "t11"."artist_id") AND ("t14"."name" LIKE $7))
    ORDER BY "t11"."id"
    LIMIT 21
  ) "p0"
)
