-- $1 = 'acct-label'
-- $2 = a part of the cursors' key
-- $3 = a part of the cursors' key
-- $4 = a part of the cursors' key
-- $5 = a part of the cursors' key
-- $6 = datetime.date(2026, 3, 1)
-- $7 = datetime.date(2026, 3, 1)
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
            ',"cost":',
            CASE
              WHEN EXISTS (
                SELECT 1
                FROM "label" "t1"
                WHERE ("t1"."id" = "p0"."label_id")
                AND EXISTS (
                  SELECT 1 FROM "label_member" "t2" WHERE ("t2"."label_id" = "t1"."id") AND ("t2"."account_id" = $1)
                )
              )
              THEN CASE WHEN ("p0"."cost" IS NULL) THEN 'null' ELSE concat('"',"p0"."cost",'"') END
              ELSE 'null	'
              END,
            ',"label":',
            coalesce(
              (
                SELECT concat(
                  '{"name":',
                  to_json("t3"."name"::text)::text,
                  ',"members":',
                  (
                    SELECT concat(
                      '{"data":',
                      concat(
                        '[',
                        coalesce(
                          string_agg(
                            concat(
                              '{"account_id":',
                              to_json("p4"."account_id"::text)::text,
                              ',"role":',
                              concat('"',"p4"."role",'"'),
                              '}'
                            ),
                            ','
                          ) FILTER (WHERE ("p4"."row number" <= 20)),
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
                              WHEN (("p4"."row number" <= 20) AND ("p4"."row number" = 1))
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
                                                  (
                                                    $3::bytea
                                                    || convert_to(concat('[',"p4"."sort 0"::text,']'),'UTF8')
                                                  )
                                                )
                                              )
                                            ),
                                            'hex'
                                          ),
                                          16
                                        ),
                                        concat('[',"p4"."sort 0"::text,']')
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
                              WHEN (
                                ("p4"."row number" <= 20)
                                AND (("p4"."row number" = 20) OR ("p4"."row after" IS NULL))
                              )
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
                                                  (
                                                    $3::bytea
                                                    || convert_to(concat('[',"p4"."sort 0"::text,']'),'UTF8')
                                                  )
                                                )
                                              )
                                            ),
                                            'hex'
                                          ),
                                          16
                                        ),
                                        concat('[',"p4"."sort 0"::text,']')
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
                      SELECT "t5"."account_id" "account_id",
                        "t5"."role" "role",
                        "t5"."id" "sort 0",
                        row_number() OVER (ORDER BY "t5"."id") "row number",
                        lead(1) OVER (ORDER BY "t5"."id") "row after"
                      FROM "label_member" "t5"
                      WHERE ("t5"."label_id" = "t3"."id") AND ("t5"."account_id" = $1)
                      ORDER BY "t5"."id"
                      LIMIT 21
                    ) "p4"
                  ),
                  '}'
                )
                FROM "label" "t3"
                WHERE ("t3"."id" = "p0"."label_id")
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
                              $4::bytea
                              || sha256(($5::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
                              $4::bytea
                              || sha256(($5::bytea || convert_to(concat('[',"p0"."sort 0"::text,']'),'UTF8')))
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
    SELECT "t6"."title" "title",
      "t6"."cost" "cost",
      "t6"."label_id" "label_id",
      "t6"."id" "sort 0",
      row_number() OVER (ORDER BY "t6"."id") "row number",
      lead(1) OVER (ORDER BY "t6"."id") "row after"
    FROM "release" "t6"
    WHERE (
      ("t6"."released_on" <= $6)
      OR EXISTS (
        SELECT 1
        FROM "label" "t7"
        WHERE ("t7"."id" = "t6"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t8" WHERE ("t8"."label_id" = "t7"."id") AND ("t8"."account_id" = $1)
        )
      )
    )
    AND ("t6"."released_on" > $7)
    ORDER BY "t6"."id"
    LIMIT 21
  ) "p0"
)
