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
            ',"id":',
            "p0"."id"::text,
            '}'
          ),
          ','
        ) FILTER (WHERE ("p0"."row number" <= 2)),
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
                              $1::bytea
                              || sha256(($2::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
                              $1::bytea
                              || sha256(($2::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
    SELECT "t1"."name" "name",
      "t1"."formed" "formed",
      "t1"."id" "id",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id") "row number",
      lead(1) OVER (ORDER BY "t1"."id") "row after"
    FROM "artist" "t1"
    ORDER BY "t1"."id"
    LIMIT 3
  ) "p0"
)
