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
            '{"id":',
            concat('"',"p0"."id",'"'),
            ',"title":',
            CASE WHEN ("p0"."title" IS NULL) THEN 'null' ELSE to_json("p0"."title"::text)::text END,
            ',"threads":',
            CASE WHEN ("p0"."threads" IS NULL) THEN 'null' ELSE concat('"',"p0"."threads",'"') END,
            ',"weight":',
            CASE WHEN ("p0"."weight" IS NULL) THEN 'null' ELSE to_json("p0"."weight")::text END,
            ',"worth":',
            CASE
              WHEN ("p0"."painter_id" = $1)
              THEN CASE WHEN ("p0"."worth" IS NULL) THEN 'null' ELSE concat('"',"p0"."worth",'"') END
              ELSE 'null	'
              END,
            ',"mood":',
            CASE
              WHEN ("p0"."mood" IS NULL)
              THEN 'null'
              ELSE CASE WHEN ("p0"."mood" = 3) THEN '"GRIM"' ELSE CASE WHEN ("p0"."mood" = 2) THEN '"WILD"' ELSE CASE WHEN ("p0"."mood" = 1) THEN '"CALM"' ELSE NULL END END END
              END,
            ',"varnished":',
            CASE WHEN ("p0"."varnished" IS NULL) THEN 'null' ELSE "p0"."varnished"::text END,
            ',"begun_on":',
            CASE WHEN ("p0"."begun_on" IS NULL) THEN 'null' ELSE concat('"',"p0"."begun_on",'"') END,
            ',"best_light":',
            CASE
              WHEN ("p0"."best_light" IS NULL)
              THEN 'null'
              ELSE concat('"',("p0"."best_light" AT TIME ZONE 'UTC')::time::text,'"')
              END,
            ',"shown_at":',
            CASE
              WHEN ("p0"."shown_at" IS NULL)
              THEN 'null'
              ELSE concat('"',replace(("p0"."shown_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"')
              END,
            ',"palette":',
            CASE WHEN ("p0"."palette" IS NULL) THEN 'null' ELSE "p0"."palette"::text END,
            ',"painter_id":',
            CASE WHEN ("p0"."painter_id" IS NULL) THEN 'null' ELSE to_json("p0"."painter_id"::text)::text END,
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
    SELECT "t1"."id" "id",
      "t1"."title" "title",
      "t1"."threads" "threads",
      "t1"."weight" "weight",
      "t1"."worth" "worth",
      "t1"."painter_id" "painter_id",
      "t1"."mood" "mood",
      "t1"."varnished" "varnished",
      "t1"."begun_on" "begun_on",
      "t1"."best_light" "best_light",
      "t1"."shown_at" "shown_at",
      "t1"."palette" "palette",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id") "row number",
      lead(1) OVER (ORDER BY "t1"."id") "row after"
    FROM "canvas" "t1"
    WHERE (("t1"."shown_at" <= $4) OR ("t1"."painter_id" = $1))
    ORDER BY "t1"."id"
    LIMIT 21
  ) "p0"
)
