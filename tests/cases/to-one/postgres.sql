-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.date(2026, 3, 1)
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
            ',"artist":',
            coalesce(
              (
                SELECT concat('{"name":',to_json("t1"."name"::text)::text,'}')
                FROM "artist" "t1"
                WHERE ("t1"."id" = "p0"."artist_id")
              ),
              'null'
            ),
            ',"label":',
            coalesce(
              (
                SELECT concat(
                  '{"name":',
                  to_json("t2"."name"::text)::text,
                  ',"country":',
                  CASE WHEN ("t2"."country" IS NULL) THEN 'null' ELSE to_json("t2"."country"::text)::text END,
                  '}'
                )
                FROM "label" "t2"
                WHERE ("t2"."id" = "p0"."label_id")
              ),
              'null'
            ),
            '}'
          ),
          ','
        ) FILTER (WHERE ("p0"."row number" <= 3)),
        ''
      ),
      ']'
    ),
    ',"page":',
    concat(
      '{"has_next":',
      CASE WHEN ((count(*) > 3)) THEN 'true' ELSE 'false' END,
      ',"has_previous":false,"start_cursor":',
      coalesce(
        max(
          CASE
            WHEN (("p0"."row number" <= 3) AND ("p0"."row number" = 1))
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
            WHEN (("p0"."row number" <= 3) AND (("p0"."row number" = 3) OR ("p0"."row after" IS NULL)))
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
    SELECT "t3"."title" "title",
      "t3"."artist_id" "artist_id",
      "t3"."label_id" "label_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id") "row number",
      lead(1) OVER (ORDER BY "t3"."id") "row after"
    FROM "release" "t3"
    WHERE ("t3"."released_on" <= $3)
    ORDER BY "t3"."id"
    LIMIT 4
  ) "p0"
)
