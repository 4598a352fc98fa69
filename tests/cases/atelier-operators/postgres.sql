-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $4 = 'ida'
-- $5 = 0
-- $6 = [0, 9007199254740993]
-- $7 = 0.5
-- $8 = 7.5
-- $9 = Decimal('0.0000')
-- $10 = Decimal('1234567890123456.7800')
-- $11 = True
-- $12 = datetime.time(12, 0, tzinfo=datetime.timezone.utc)
-- $13 = datetime.datetime(2020, 2, 29, 12, 0, 0, 1, tzinfo=datetime.timezone.utc)
-- $14 = datetime.date(2000, 1, 1)
-- $15 = [1, 3]
-- $16 = '{"primed":true}'
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"title":',CASE WHEN ("p0"."title" IS NULL) THEN 'null' ELSE to_json("p0"."title"::text)::text END,'}'
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
    SELECT "t1"."title" "title",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id") "row number",
      lead(1) OVER (ORDER BY "t1"."id") "row after"
    FROM "canvas" "t1"
    WHERE (("t1"."shown_at" <= $3) OR ("t1"."painter_id" = $4))
    AND (
      (("t1"."threads" >= $5) AND ("t1"."threads" = ANY($6)))
      AND (("t1"."weight" < $7) AND (("t1"."weight" <> $8) OR ("t1"."weight" IS NULL)))
      AND (
        (("t1"."painter_id" = $4) AND ("t1"."worth" >= $9)) AND (("t1"."painter_id" = $4) AND ("t1"."worth" <= $10))
      )
      AND (("t1"."varnished" IS NOT NULL) AND ("t1"."varnished" = $11))
      AND ("t1"."best_light" < $12)
      AND ("t1"."shown_at" = $13)
      AND ("t1"."begun_on" < $14)
      AND ("t1"."mood" = ANY($15))
      AND ("t1"."palette" @> $16::text::jsonb)
    )
    ORDER BY "t1"."id"
    LIMIT 21
  ) "p0"
)
