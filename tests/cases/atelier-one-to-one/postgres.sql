-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $4 = 'ida'
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
            ',"frame":',
            coalesce(
              (
                SELECT concat(
                  '{"wood":',
                  CASE WHEN ("t1"."wood" IS NULL) THEN 'null' ELSE to_json("t1"."wood"::text)::text END,
                  '}'
                )
                FROM "frame" "t1"
                WHERE ("t1"."canvas_id" = "p0"."id")
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
                              || sha256(
                                ($2::bytea || convert_to(concat('[',concat('"',"p0"."sort 0",'"'),']'),'UTF8'))
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
                              $1::bytea
                              || sha256(
                                ($2::bytea || convert_to(concat('[',concat('"',"p0"."sort 0",'"'),']'),'UTF8'))
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
      "t2"."id" "id",
      "t2"."id" "sort 0",
      row_number() OVER (ORDER BY "t2"."id") "row number",
      lead(1) OVER (ORDER BY "t2"."id") "row after"
    FROM "canvas" "t2"
    WHERE (("t2"."shown_at" <= $3) OR ("t2"."painter_id" = $4))
    ORDER BY "t2"."id"
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
            '{"name":',
            CASE WHEN ("p0"."name" IS NULL) THEN 'null' ELSE to_json("p0"."name"::text)::text END,
            ',"portrait":',
            coalesce(
              (
                SELECT concat('{"year":',CASE WHEN ("t1"."year" IS NULL) THEN 'null' ELSE "t1"."year"::text END,'}')
                FROM "portrait" "t1"
                WHERE ("t1"."painter_id" = "p0"."code")
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
                              || sha256(
                                ($2::bytea || convert_to(concat('[',to_json("p0"."sort 0"::text)::text,']'),'UTF8'))
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',to_json("p0"."sort 0"::text)::text,']')
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
                                ($2::bytea || convert_to(concat('[',to_json("p0"."sort 0"::text)::text,']'),'UTF8'))
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',to_json("p0"."sort 0"::text)::text,']')
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
    SELECT "t2"."name" "name",
      "t2"."code" "code",
      "t2"."code" "sort 0",
      row_number() OVER (ORDER BY "t2"."code") "row number",
      lead(1) OVER (ORDER BY "t2"."code") "row after"
    FROM "painter" "t2"
    ORDER BY "t2"."code"
    LIMIT 21
  ) "p0"
)
