-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.date(2026, 3, 1)
-- $4 = 1
SELECT coalesce(
  (
    SELECT (
      SELECT concat(
        '{"data":',
        concat(
          '[',
          coalesce(
            string_agg(
              concat('{"title":',to_json("p1"."title"::text)::text,',"seconds":',"p1"."seconds"::text,'}'),','
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
                                        concat('[',"p1"."sort 0"::text,',',"p1"."sort 1"::text,']'),'UTF8'
                                      )
                                    )
                                  )
                                )
                              ),
                              'hex'
                            ),
                            16
                          ),
                          concat('[',"p1"."sort 0"::text,',',"p1"."sort 1"::text,']')
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
                                        concat('[',"p1"."sort 0"::text,',',"p1"."sort 1"::text,']'),'UTF8'
                                      )
                                    )
                                  )
                                )
                              ),
                              'hex'
                            ),
                            16
                          ),
                          concat('[',"p1"."sort 0"::text,',',"p1"."sort 1"::text,']')
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
        SELECT "t2"."title" "title",
          "t2"."seconds" "seconds",
          "t2"."seconds" "sort 0",
          "t2"."id" "sort 1",
          row_number() OVER (ORDER BY "t2"."seconds" DESC,"t2"."id" DESC) "row number",
          lead(1) OVER (ORDER BY "t2"."seconds" DESC,"t2"."id" DESC) "row after"
        FROM "track" "t2"
        WHERE ("t2"."release_id" = "t0"."id")
        AND EXISTS (
          SELECT 1 FROM "release" "t3" WHERE ("t3"."id" = "t2"."release_id") AND ("t3"."released_on" <= $3)
        )
        ORDER BY "t2"."seconds" DESC,"t2"."id" DESC
        LIMIT 3
      ) "p1"
    )
    FROM "release" "t0"
    WHERE ("t0"."id" = $4) AND ("t0"."released_on" <= $3)
  ),
  'null'
)
