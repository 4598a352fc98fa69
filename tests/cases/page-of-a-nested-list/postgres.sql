-- $1 = datetime.date(2026, 3, 1)
-- $2 = 1
-- $3 = a part of the cursors' key
-- $4 = a part of the cursors' key
-- $5 = 1
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"title":',
        to_json("t0"."title"::text)::text,
        ',"tracks":',
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
              '{"has_next":',
              CASE WHEN ((count(*) > 1)) THEN 'true' ELSE 'false' END,
              ',"has_previous":',
              CASE
                WHEN (
                  (
                    (
                      SELECT 1
                      FROM "track" "t2"
                      WHERE ("t2"."release_id" = "t0"."id")
                      AND EXISTS (
                        SELECT 1
                        FROM "release" "t3"
                        WHERE ("t3"."id" = "t2"."release_id") AND ("t3"."released_on" <= $1)
                      )
                      AND ("t2"."id" <= $2)
                      ORDER BY "t2"."id" DESC
                      LIMIT 1
                    ) IS NOT NULL
                  )
                )
                THEN 'true'
                ELSE 'false'
                END,
              ',"start_cursor":',
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
                                      $3::bytea
                                      || sha256(
                                        ($4::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8'))
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
                                      $3::bytea
                                      || sha256(
                                        ($4::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8'))
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
            SELECT "t4"."title" "title",
              "t4"."id" "sort 0",
              row_number() OVER (ORDER BY "t4"."id") "row number",
              lead(1) OVER (ORDER BY "t4"."id") "row after"
            FROM "track" "t4"
            WHERE ("t4"."release_id" = "t0"."id")
            AND EXISTS (
              SELECT 1 FROM "release" "t5" WHERE ("t5"."id" = "t4"."release_id") AND ("t5"."released_on" <= $1)
            )
            AND ("t4"."id" > $2)
            ORDER BY "t4"."id"
            LIMIT 2
          ) "p1"
        ),
        ',":etag":',
        concat(
          '"\"',
          translate(
            left(
              encode(
                sha256(
                  convert_to(
                    concat(
                      '{"id":',
                      "t0"."id"::text,
                      ',"title":',
                      to_json("t0"."title"::text)::text,
                      ',"format":',
                      concat('"',"t0"."format",'"'),
                      ',"released_on":',
                      concat('"',"t0"."released_on",'"'),
                      ',"price":',
                      concat('"',"t0"."price",'"'),
                      ',"stock":',
                      "t0"."stock"::text,
                      ',"details":',
                      CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE "t0"."details"::text END,
                      ',"cover":',
                      CASE WHEN ("t0"."cover" IS NULL) THEN 'null' ELSE to_json("t0"."cover"::text)::text END,
                      ',"artist_id":',
                      "t0"."artist_id"::text,
                      ',"label_id":',
                      CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id"::text END,
                      '}'
                    ),
                    'UTF8'
                  )
                ),
                'base64'
              ),
              22
            ),
            '+/',
            '-_'
          ),
          '\""'
        ),
        '}'
      )
      FROM "release" "t0"
      WHERE ("t0"."id" = $5) AND ("t0"."released_on" <= $1)
    ),
    'null'
  ),
  '}'
)
