-- $1 = 'acct-label'
-- $2 = a part of the cursors' key
-- $3 = a part of the cursors' key
-- $4 = datetime.date(2026, 3, 1)
-- $5 = Decimal('3.00')
-- $6 = 4
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
                                (
                                  $3::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE
                                        WHEN ("p0"."sort 0" IS NULL)
                                        THEN 'null'
                                        ELSE concat('"',"p0"."sort 0",'"')
                                        END,
                                      ',',
                                      "p0"."sort 1"::text,
                                      ']'
                                    ),
                                    'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat(
                        '[',
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE concat('"',"p0"."sort 0",'"') END,
                        ',',
                        "p0"."sort 1"::text,
                        ']'
                      )
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
                                (
                                  $3::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE
                                        WHEN ("p0"."sort 0" IS NULL)
                                        THEN 'null'
                                        ELSE concat('"',"p0"."sort 0",'"')
                                        END,
                                      ',',
                                      "p0"."sort 1"::text,
                                      ']'
                                    ),
                                    'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat(
                        '[',
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE concat('"',"p0"."sort 0",'"') END,
                        ',',
                        "p0"."sort 1"::text,
                        ']'
                      )
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
      "t3"."cost" "cost",
      "t3"."label_id" "label_id",
      CASE
        WHEN EXISTS (
          SELECT 1
          FROM "label" "t8"
          WHERE ("t8"."id" = "t3"."label_id")
          AND EXISTS (
            SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = $1)
          )
        )
        THEN "t3"."cost"
        ELSE NULL
        END "sort 0",
      "t3"."id" "sort 1",
      row_number() OVER (
        ORDER BY CASE WHEN EXISTS (
          SELECT 1
          FROM "label" "t8"
          WHERE ("t8"."id" = "t3"."label_id")
          AND EXISTS (
            SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = $1)
          )
        ) THEN "t3"."cost" ELSE NULL END DESC,
          "t3"."id" DESC
      ) "row number",
      lead(1) OVER (
        ORDER BY CASE WHEN EXISTS (
          SELECT 1
          FROM "label" "t8"
          WHERE ("t8"."id" = "t3"."label_id")
          AND EXISTS (
            SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = $1)
          )
        ) THEN "t3"."cost" ELSE NULL END DESC,
          "t3"."id" DESC
      ) "row after"
    FROM "release" "t3"
    WHERE (
      ("t3"."released_on" <= $4)
      OR EXISTS (
        SELECT 1
        FROM "label" "t4"
        WHERE ("t4"."id" = "t3"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t5" WHERE ("t5"."label_id" = "t4"."id") AND ("t5"."account_id" = $1)
        )
      )
    )
    AND (
      (
        EXISTS (
          SELECT 1
          FROM "label" "t6"
          WHERE ("t6"."id" = "t3"."label_id")
          AND EXISTS (
            SELECT 1 FROM "label_member" "t7" WHERE ("t7"."label_id" = "t6"."id") AND ("t7"."account_id" = $1)
          )
        )
        AND ("t3"."cost" > $5)
      )
      OR ("t3"."stock" > $6)
    )
    ORDER BY CASE WHEN EXISTS (
      SELECT 1
      FROM "label" "t8"
      WHERE ("t8"."id" = "t3"."label_id")
      AND EXISTS (
        SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = $1)
      )
    ) THEN "t3"."cost" ELSE NULL END DESC,
      "t3"."id" DESC
    LIMIT 21
  ) "p0"
)
