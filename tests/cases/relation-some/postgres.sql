-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.date(2026, 3, 1)
-- $4 = 'VINYL'
-- $5 = 300
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat('{"name":',to_json("p0"."name"::text)::text,'}'),','
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
    SELECT "t1"."name" "name",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id") "row number",
      lead(1) OVER (ORDER BY "t1"."id") "row after"
    FROM "artist" "t1"
    WHERE EXISTS (
      SELECT 1
      FROM "release" "t2"
      WHERE ("t2"."artist_id" = "t1"."id")
      AND ("t2"."released_on" <= $3)
      AND (
        ("t2"."format" = $4)
        AND EXISTS (
          SELECT 1
          FROM "track" "t3"
          WHERE ("t3"."release_id" = "t2"."id")
          AND EXISTS (
            SELECT 1 FROM "release" "t4" WHERE ("t4"."id" = "t3"."release_id") AND ("t4"."released_on" <= $3)
          )
          AND ("t3"."seconds" > $5)
        )
      )
    )
    ORDER BY "t1"."id"
    LIMIT 21
  ) "p0"
)
