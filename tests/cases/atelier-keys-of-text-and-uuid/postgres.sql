-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $4 = ['o:neill, j', 'ida']
-- $5 = UUID('1f9619ff-8b86-4011-b42d-00c04fc964ff')
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"node_id":',
            concat('"Canvas:',"p0"."id",'"'),
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
    SELECT "t1"."id" "id",
      "t1"."painter_id" "painter_id",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id") "row number",
      lead(1) OVER (ORDER BY "t1"."id") "row after"
    FROM "canvas" "t1"
    WHERE ("t1"."shown_at" <= $3)
    AND (
      ("t1"."painter_id" = ANY($4))
      AND ("t1"."id" <> $5)
      AND EXISTS (SELECT 1 FROM "frame" "t2" WHERE ("t2"."canvas_id" = "t1"."id") AND ("t2"."id" IS NULL))
    )
    ORDER BY "t1"."id"
    LIMIT 21
  ) "p0"
)

-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $4 = 'o:neill, j'
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"node_id":',
        to_json(concat('Painter:',"t0"."code")::text)::text,
        ',"opens_at":',
        CASE
          WHEN ("t0"."opens_at" IS NULL)
          THEN 'null'
          ELSE concat('"',("t0"."opens_at" AT TIME ZONE 'UTC')::time::text,'"')
          END,
        ',"canvases":',
        (
          SELECT concat(
            '{"data":',
            concat(
              '[',
              coalesce(
                string_agg(
                  concat(
                    '{"title":',
                    CASE WHEN ("p1"."title" IS NULL) THEN 'null' ELSE to_json("p1"."title"::text)::text END,
                    '}'
                  ),
                  ','
                ) FILTER (WHERE ("p1"."row number" <= 20)),
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
                    WHEN (("p1"."row number" <= 20) AND ("p1"."row number" = 1))
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
                                          || convert_to(concat('[',concat('"',"p1"."sort 0",'"'),']'),'UTF8')
                                        )
                                      )
                                    )
                                  ),
                                  'hex'
                                ),
                                16
                              ),
                              concat('[',concat('"',"p1"."sort 0",'"'),']')
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
                    WHEN (("p1"."row number" <= 20) AND (("p1"."row number" = 20) OR ("p1"."row after" IS NULL)))
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
                                          || convert_to(concat('[',concat('"',"p1"."sort 0",'"'),']'),'UTF8')
                                        )
                                      )
                                    )
                                  ),
                                  'hex'
                                ),
                                16
                              ),
                              concat('[',concat('"',"p1"."sort 0",'"'),']')
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
              "t2"."id" "sort 0",
              row_number() OVER (ORDER BY "t2"."id") "row number",
              lead(1) OVER (ORDER BY "t2"."id") "row after"
            FROM "canvas" "t2"
            WHERE ("t2"."painter_id" = "t0"."code") AND ("t2"."shown_at" <= $3)
            ORDER BY "t2"."id"
            LIMIT 21
          ) "p1"
        ),
        ',":etag":',
        concat(
          '"\"',
          translate(
            left(
              encode(
                sha256(
                  convert_to(
                    concat(
                      '{"id":',
                      to_json("t0"."code"::text)::text,
                      ',"name":',
                      CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE to_json("t0"."name"::text)::text END,
                      ',"opens_at":',
                      CASE
                        WHEN ("t0"."opens_at" IS NULL)
                        THEN 'null'
                        ELSE concat('"',("t0"."opens_at" AT TIME ZONE 'UTC')::time::text,'"')
                        END,
                      '}'
                    ),
                    'UTF8'
                  )
                ),
                'base64'
              ),
              22
            ),
            '+/',
            '-_'
          ),
          '\""'
        ),
        '}'
      )
      FROM "painter" "t0"
      WHERE ("t0"."code" = $4)
    ),
    'null'
  ),
  '}'
)
