-- $1 = datetime.date(2026, 3, 1)
-- $2 = 181
-- $3 = 11
-- $4 = a part of the cursors' key
-- $5 = a part of the cursors' key
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat('{"title":',to_json("p0"."title"::text)::text,',"seconds":',"p0"."seconds"::text,'}'),','
        ) FILTER (WHERE ("p0"."row number" <= 2)),
        ''
      ),
      ']'
    ),
    ',"page":',
    concat(
      '{"has_next":',
      CASE
        WHEN (
          (
            (
              SELECT 1
              FROM "track" "t1"
              WHERE EXISTS (
                SELECT 1 FROM "release" "t2" WHERE ("t2"."id" = "t1"."release_id") AND ("t2"."released_on" <= $1)
              )
              AND (("t1"."seconds" , "t1"."id") >= ($2 , $3))
              ORDER BY "t1"."seconds","t1"."id"
              LIMIT 1
            ) IS NOT NULL
          )
        )
        THEN 'true'
        ELSE 'false'
        END,
      ',"has_previous":',
      CASE WHEN ((count(*) > 2)) THEN 'true' ELSE 'false' END,
      ',"start_cursor":',
      coalesce(
        max(
          CASE
            WHEN (("p0"."row number" <= 2) AND (("p0"."row number" = 2) OR ("p0"."row after" IS NULL)))
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
                                  || convert_to(concat('[',"p0"."sort 0"::text,',',"p0"."sort 1"::text,']'),'UTF8')
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',"p0"."sort 0"::text,',',"p0"."sort 1"::text,']')
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
            WHEN (("p0"."row number" <= 2) AND ("p0"."row number" = 1))
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
                                  || convert_to(concat('[',"p0"."sort 0"::text,',',"p0"."sort 1"::text,']'),'UTF8')
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',"p0"."sort 0"::text,',',"p0"."sort 1"::text,']')
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
    SELECT "p5"."title","p5"."seconds","p5"."sort 0","p5"."sort 1","p5"."row number","p5"."row after"
    FROM (
      SELECT "t3"."title" "title",
        "t3"."seconds" "seconds",
        "t3"."seconds" "sort 0",
        "t3"."id" "sort 1",
        row_number() OVER (ORDER BY "t3"."seconds" DESC,"t3"."id" DESC) "row number",
        lead(1) OVER (ORDER BY "t3"."seconds" DESC,"t3"."id" DESC) "row after"
      FROM "track" "t3"
      WHERE EXISTS (
        SELECT 1 FROM "release" "t4" WHERE ("t4"."id" = "t3"."release_id") AND ("t4"."released_on" <= $1)
      )
      AND (("t3"."seconds" , "t3"."id") < ($2 , $3))
      ORDER BY "t3"."seconds" DESC,"t3"."id" DESC
      LIMIT 3
    ) "p5"
    ORDER BY "p5"."row number" DESC
    LIMIT 3
  ) "p0"
)
