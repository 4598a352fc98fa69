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
            ',"formed":',
            CASE WHEN ("p0"."formed" IS NULL) THEN 'null' ELSE "p0"."formed"::text END,
            ',"country":',
            CASE WHEN ("p0"."country" IS NULL) THEN 'null' ELSE to_json("p0"."country"::text)::text END,
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
                              || sha256(
                                (
                                  $2::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE "p0"."sort 0"::text END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 1" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 1"::text)::text
                                        END,
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
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE "p0"."sort 0"::text END,
                        ',',
                        CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE to_json("p0"."sort 1"::text)::text END,
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
                              || sha256(
                                (
                                  $2::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE "p0"."sort 0"::text END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 1" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 1"::text)::text
                                        END,
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
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE "p0"."sort 0"::text END,
                        ',',
                        CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE to_json("p0"."sort 1"::text)::text END,
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
    SELECT "t1"."name" "name",
      "t1"."formed" "formed",
      "t1"."country" "country",
      "t1"."formed" "sort 0",
      "t1"."country" "sort 1",
      "t1"."id" "sort 2",
      row_number() OVER (ORDER BY "t1"."formed" DESC,"t1"."country","t1"."id") "row number",
      lead(1) OVER (ORDER BY "t1"."formed" DESC,"t1"."country","t1"."id") "row after"
    FROM "artist" "t1"
    ORDER BY "t1"."formed" DESC,"t1"."country","t1"."id"
    LIMIT 21
  ) "p0"
)
