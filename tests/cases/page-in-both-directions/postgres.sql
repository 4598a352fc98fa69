-- $1 = datetime.date(2026, 3, 1)
-- $2 = Decimal('24.00')
-- $3 = 'Night Ferry'
-- $4 = 4
-- $5 = a part of the cursors' key
-- $6 = a part of the cursors' key
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat('{"title":',to_json("p0"."title"::text)::text,',"price":',concat('"',"p0"."price",'"'),'}'),','
        ) FILTER (WHERE ("p0"."row number" <= 2)),
        ''
      ),
      ']'
    ),
    ',"page":',
    concat(
      '{"has_next":',
      CASE WHEN ((count(*) > 2)) THEN 'true' ELSE 'false' END,
      ',"has_previous":',
      CASE
        WHEN (
          (
            (
              SELECT 1
              FROM "release" "t1"
              WHERE ("t1"."released_on" <= $1)
              AND (
                ("t1"."price" >= $2)
                AND (
                  ("t1"."price" > $2)
                  OR (("t1"."price" = $2) AND ("t1"."title" < $3))
                  OR (("t1"."price" = $2) AND ("t1"."title" = $3) AND ("t1"."id" < $4))
                  OR (("t1"."price" = $2) AND ("t1"."title" = $3) AND ("t1"."id" = $4))
                )
              )
              ORDER BY "t1"."price","t1"."title" DESC,"t1"."id" DESC
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
                              $5::bytea
                              || sha256(
                                (
                                  $6::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      concat('"',"p0"."sort 0",'"'),
                                      ',',
                                      to_json("p0"."sort 1"::text)::text,
                                      ',',
                                      "p0"."sort 2"::text,
                                      ']'
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
                      concat(
                        '[',
                        concat('"',"p0"."sort 0",'"'),
                        ',',
                        to_json("p0"."sort 1"::text)::text,
                        ',',
                        "p0"."sort 2"::text,
                        ']'
                      )
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
                              $5::bytea
                              || sha256(
                                (
                                  $6::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      concat('"',"p0"."sort 0",'"'),
                                      ',',
                                      to_json("p0"."sort 1"::text)::text,
                                      ',',
                                      "p0"."sort 2"::text,
                                      ']'
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
                      concat(
                        '[',
                        concat('"',"p0"."sort 0",'"'),
                        ',',
                        to_json("p0"."sort 1"::text)::text,
                        ',',
                        "p0"."sort 2"::text,
                        ']'
                      )
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
      "t2"."price" "price",
      "t2"."price" "sort 0",
      "t2"."title" "sort 1",
      "t2"."id" "sort 2",
      row_number() OVER (ORDER BY "t2"."price" DESC,"t2"."title","t2"."id") "row number",
      lead(1) OVER (ORDER BY "t2"."price" DESC,"t2"."title","t2"."id") "row after"
    FROM "release" "t2"
    WHERE ("t2"."released_on" <= $1)
    AND (
      ("t2"."price" <= $2)
      AND (
        ("t2"."price" < $2)
        OR (("t2"."price" = $2) AND ("t2"."title" > $3))
        OR (("t2"."price" = $2) AND ("t2"."title" = $3) AND ("t2"."id" > $4))
      )
    )
    ORDER BY "t2"."price" DESC,"t2"."title","t2"."id"
    LIMIT 3
  ) "p0"
)
