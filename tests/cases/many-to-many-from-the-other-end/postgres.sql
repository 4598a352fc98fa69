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
                    ) FILTER (WHERE ("p1"."row number" <= 1)),
                    ''
                  ),
                  ']'
                ),
                ',"page":',
                concat(
                  '{"has_next":false,"has_previous":',
                  CASE WHEN ((count(*) > 1)) THEN 'true' ELSE 'false' END,
                  ',"start_cursor":',
                  coalesce(
                    max(
                      CASE
                        WHEN (("p1"."row number" <= 1) AND (("p1"."row number" = 1) OR ("p1"."row after" IS NULL)))
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
                        WHEN (("p1"."row number" <= 1) AND ("p1"."row number" = 1))
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
                SELECT "p4"."title","p4"."sort 0","p4"."row number","p4"."row after"
                FROM (
                  SELECT "t2"."title" "title",
                    "t2"."id" "sort 0",
                    row_number() OVER (ORDER BY "t2"."id" DESC) "row number",
                    lead(1) OVER (ORDER BY "t2"."id" DESC) "row after"
                  FROM "release" "t2"
                  JOIN "release_genre" "l3" ON ("l3"."release_id" = "t2"."id")
                  WHERE ("l3"."genre_id" = "p0"."id") AND ("t2"."released_on" <= $3)
                  ORDER BY "t2"."id" DESC
                  LIMIT 2
                ) "p4"
                ORDER BY "p4"."row number" DESC
                LIMIT 2
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
    SELECT "t5"."name" "name",
      "t5"."id" "id",
      "t5"."id" "sort 0",
      row_number() OVER (ORDER BY "t5"."id") "row number",
      lead(1) OVER (ORDER BY "t5"."id") "row after"
    FROM "genre" "t5"
    WHERE ("t5"."parent_id" IS NOT NULL)
    ORDER BY "t5"."id"
    LIMIT 21
  ) "p0"
)
