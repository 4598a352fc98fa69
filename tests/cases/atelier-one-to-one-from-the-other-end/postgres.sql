-- $1 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $2 = a part of the cursors' key
-- $3 = a part of the cursors' key
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
            ',"canvas_id":',
            coalesce(
              (
                SELECT concat('"',"t1"."id",'"')
                FROM "canvas" "t1"
                WHERE ("t1"."id" = "p0"."canvas_id") AND ("t1"."shown_at" <= $1)
              ),
              'null'
            ),
            ',"canvas":',
            coalesce(
              (
                SELECT concat(
                  '{"title":',
                  CASE WHEN ("t2"."title" IS NULL) THEN 'null' ELSE to_json("t2"."title"::text)::text END,
                  '}'
                )
                FROM "canvas" "t2"
                WHERE ("t2"."id" = "p0"."canvas_id") AND ("t2"."shown_at" <= $1)
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
    SELECT "t3"."id" "id",
      "t3"."canvas_id" "canvas_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id") "row number",
      lead(1) OVER (ORDER BY "t3"."id") "row after"
    FROM "frame" "t3"
    ORDER BY "t3"."id"
    LIMIT 21
  ) "p0"
)

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
            '{"painter_id":',
            to_json("p0"."painter_id"::text)::text,
            ',"painter":',
            coalesce(
              (
                SELECT concat(
                  '{"name":',
                  CASE WHEN ("t1"."name" IS NULL) THEN 'null' ELSE to_json("t1"."name"::text)::text END,
                  ',"portrait":',
                  coalesce(
                    (
                      SELECT concat(
                        '{"year":',CASE WHEN ("t2"."year" IS NULL) THEN 'null' ELSE "t2"."year"::text END,'}'
                      )
                      FROM "portrait" "t2"
                      WHERE ("t2"."painter_id" = "t1"."code")
                    ),
                    'null'
                  ),
                  '}'
                )
                FROM "painter" "t1"
                WHERE ("t1"."code" = "p0"."painter_id")
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
    SELECT "t3"."painter_id" "painter_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id") "row number",
      lead(1) OVER (ORDER BY "t3"."id") "row after"
    FROM "portrait" "t3"
    WHERE EXISTS (
      SELECT 1 FROM "painter" "t4" WHERE ("t4"."code" = "t3"."painter_id") AND ("t4"."name" IS NOT NULL)
    )
    ORDER BY "t3"."id"
    LIMIT 21
  ) "p0"
)
