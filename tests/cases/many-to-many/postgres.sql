-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = a part of the cursors' key
-- $4 = a part of the cursors' key
-- $5 = datetime.date(2026, 3, 1)
-- $6 = 'Jazz'
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
            ',"genres":',
            (
              SELECT concat(
                '{"data":',
                concat(
                  '[',
                  coalesce(
                    string_agg(
                      concat('{"name":',to_json("p1"."name"::text)::text,'}'),','
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
                                            (
                                              $2::bytea
                                              || convert_to(
                                                concat(
                                                  '[',to_json("p1"."sort 0"::text)::text,',',"p1"."sort 1"::text,']'
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
                                  concat('[',to_json("p1"."sort 0"::text)::text,',',"p1"."sort 1"::text,']')
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
                                            (
                                              $2::bytea
                                              || convert_to(
                                                concat(
                                                  '[',to_json("p1"."sort 0"::text)::text,',',"p1"."sort 1"::text,']'
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
                                  concat('[',to_json("p1"."sort 0"::text)::text,',',"p1"."sort 1"::text,']')
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
                SELECT "t2"."name" "name",
                  "t2"."name" "sort 0",
                  "t2"."id" "sort 1",
                  row_number() OVER (ORDER BY "t2"."name" DESC,"t2"."id" DESC) "row number",
                  lead(1) OVER (ORDER BY "t2"."name" DESC,"t2"."id" DESC) "row after"
                FROM "genre" "t2"
                JOIN "release_genre" "l3" ON ("l3"."genre_id" = "t2"."id")
                WHERE ("l3"."release_id" = "p0"."id")
                ORDER BY "t2"."name" DESC,"t2"."id" DESC
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
    SELECT "t4"."title" "title",
      "t4"."id" "id",
      "t4"."id" "sort 0",
      row_number() OVER (ORDER BY "t4"."id") "row number",
      lead(1) OVER (ORDER BY "t4"."id") "row after"
    FROM "release" "t4"
    WHERE ("t4"."released_on" <= $5)
    AND EXISTS (
      SELECT 1
      FROM "genre" "t5"
      JOIN "release_genre" "l6" ON ("l6"."genre_id" = "t5"."id")
      WHERE ("l6"."release_id" = "t4"."id") AND ("t5"."name" = $6)
    )
    ORDER BY "t4"."id"
    LIMIT 21
  ) "p0"
)
