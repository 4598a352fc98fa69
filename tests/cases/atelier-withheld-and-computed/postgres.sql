-- $1 = 'ida'
-- $2 = a part of the cursors' key
-- $3 = a part of the cursors' key
-- $4 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"title":',
            CASE WHEN ("p0"."title" IS NULL) THEN 'null' ELSE to_json("p0"."title"::text)::text END,
            ',"worth":',
            CASE
              WHEN ("p0"."painter_id" = $1)
              THEN CASE WHEN ("p0"."worth" IS NULL) THEN 'null' ELSE concat('"',"p0"."worth",'"') END
              ELSE 'null	'
              END,
            ',"caption":',
            CASE
              WHEN ("p0"."painter_id" = $1)
              THEN concat(
                '{"worth":',
                CASE WHEN ("p0"."worth" IS NULL) THEN 'null' ELSE concat('"',"p0"."worth",'"') END,
                ',"painter":',
                coalesce(
                  (
                    SELECT concat(
                      '{"name":',
                      CASE WHEN ("t1"."name" IS NULL) THEN 'null' ELSE to_json("t1"."name"::text)::text END,
                      '}'
                    )
                    FROM "painter" "t1"
                    WHERE ("t1"."code" = "p0"."painter_id")
                  ),
                  'null'
                ),
                '}'
              )
              ELSE 'null	'
              END,
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
                              $2::bytea
                              || sha256(
                                ($3::bytea || convert_to(concat('[',concat('"',"p0"."sort 0",'"'),']'),'UTF8'))
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',concat('"',"p0"."sort 0",'"'),']')
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
                              $2::bytea
                              || sha256(
                                ($3::bytea || convert_to(concat('[',concat('"',"p0"."sort 0",'"'),']'),'UTF8'))
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',concat('"',"p0"."sort 0",'"'),']')
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
      "t2"."worth" "worth",
      "t2"."painter_id" "painter_id",
      "t2"."id" "sort 0",
      row_number() OVER (ORDER BY "t2"."id") "row number",
      lead(1) OVER (ORDER BY "t2"."id") "row after"
    FROM "canvas" "t2"
    WHERE (("t2"."shown_at" <= $4) OR ("t2"."painter_id" = $1))
    ORDER BY "t2"."id"
    LIMIT 21
  ) "p0"
)
