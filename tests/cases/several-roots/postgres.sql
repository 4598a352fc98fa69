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
          concat('{"title":',to_json("p0"."title"::text)::text,'}'),','
        ) FILTER (WHERE ("p0"."row number" <= 1)),
        ''
      ),
      ']'
    ),
    ',"page":',
    concat(
      '{"has_next":',
      CASE WHEN ((count(*) > 1)) THEN 'true' ELSE 'false' END,
      ',"has_previous":false,"start_cursor":',
      coalesce(
        max(
          CASE
            WHEN (("p0"."row number" <= 1) AND ("p0"."row number" = 1))
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
                                  || convert_to(
                                    concat('[',concat('"',"p0"."sort 0",'"'),',',"p0"."sort 1"::text,']'),'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',concat('"',"p0"."sort 0",'"'),',',"p0"."sort 1"::text,']')
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
            WHEN (("p0"."row number" <= 1) AND (("p0"."row number" = 1) OR ("p0"."row after" IS NULL)))
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
                                  || convert_to(
                                    concat('[',concat('"',"p0"."sort 0",'"'),',',"p0"."sort 1"::text,']'),'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',concat('"',"p0"."sort 0",'"'),',',"p0"."sort 1"::text,']')
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
      "t1"."released_on" "sort 0",
      "t1"."id" "sort 1",
      row_number() OVER (ORDER BY "t1"."released_on" DESC,"t1"."id" DESC) "row number",
      lead(1) OVER (ORDER BY "t1"."released_on" DESC,"t1"."id" DESC) "row after"
    FROM "release" "t1"
    WHERE ("t1"."released_on" <= $3)
    ORDER BY "t1"."released_on" DESC,"t1"."id" DESC
    LIMIT 2
  ) "p0"
)

-- $1 = 4
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"name":',
        to_json("t0"."name"::text)::text,
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
                      "t0"."id"::text,
                      ',"name":',
                      to_json("t0"."name"::text)::text,
                      ',"parent_id":',
                      CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id"::text END,
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
      FROM "genre" "t0"
      WHERE ("t0"."id" = $1)
    ),
    'null'
  ),
  '}'
)
