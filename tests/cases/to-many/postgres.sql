-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.date(2026, 3, 1)
-- $4 = a part of the cursors' key
-- $5 = a part of the cursors' key
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
            ',"releases":',
            (
              SELECT concat(
                '{"data":',
                concat(
                  '[',
                  coalesce(
                    string_agg(
                      concat('{"title":',to_json("p1"."title"::text)::text,'}'),','
                    ) FILTER (WHERE ("p1"."row number" <= 2)),
                    ''
                  ),
                  ']'
                ),
                ',"page":',
                concat(
                  '{"has_next":',
                  CASE WHEN ((count(*) > 2)) THEN 'true' ELSE 'false' END,
                  ',"has_previous":false,"start_cursor":',
                  coalesce(
                    max(
                      CASE
                        WHEN (("p1"."row number" <= 2) AND ("p1"."row number" = 1))
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
                        WHEN (("p1"."row number" <= 2) AND (("p1"."row number" = 2) OR ("p1"."row after" IS NULL)))
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
                  ',"total":',
                  (
                    SELECT count(*)
                    FROM "release" "t2"
                    WHERE ("t2"."artist_id" = "p0"."id") AND ("t2"."released_on" <= $3)
                  ),
                  '}'
                ),
                '}'
              )
              FROM (
                SELECT "t3"."title" "title",
                  "t3"."title" "sort 0",
                  "t3"."id" "sort 1",
                  row_number() OVER (ORDER BY "t3"."title","t3"."id") "row number",
                  lead(1) OVER (ORDER BY "t3"."title","t3"."id") "row after"
                FROM "release" "t3"
                WHERE ("t3"."artist_id" = "p0"."id") AND ("t3"."released_on" <= $3)
                ORDER BY "t3"."title","t3"."id"
                LIMIT 3
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
                              || sha256(($5::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
                              $4::bytea
                              || sha256(($5::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
    SELECT "t4"."name" "name",
      "t4"."id" "id",
      "t4"."id" "sort 0",
      row_number() OVER (ORDER BY "t4"."id") "row number",
      lead(1) OVER (ORDER BY "t4"."id") "row after"
    FROM "artist" "t4"
    ORDER BY "t4"."id"
    LIMIT 21
  ) "p0"
)
