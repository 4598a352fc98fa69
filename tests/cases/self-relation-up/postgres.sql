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
            ',"parent":',
            coalesce(
              (
                SELECT concat(
                  '{"name":',
                  to_json("t1"."name"::text)::text,
                  ',"parent":',
                  coalesce(
                    (
                      SELECT concat('{"name":',to_json("t2"."name"::text)::text,'}')
                      FROM "genre" "t2"
                      WHERE ("t2"."id" = "t1"."parent_id")
                    ),
                    'null'
                  ),
                  '}'
                )
                FROM "genre" "t1"
                WHERE ("t1"."id" = "p0"."parent_id")
              ),
              'null'
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
    SELECT "t3"."name" "name",
      "t3"."parent_id" "parent_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id") "row number",
      lead(1) OVER (ORDER BY "t3"."id") "row after"
    FROM "genre" "t3"
    ORDER BY "t3"."id"
    LIMIT 21
  ) "p0"
)
