-- $1 = datetime.date(2026, 3, 1)
-- $2 = 'acct-label'
-- $3 = a part of the cursors' key
-- $4 = a part of the cursors' key
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"quantity":',
            "p0"."quantity"::text,
            ',"release":',
            coalesce(
              (
                SELECT concat('{"title":',to_json("t1"."title"::text)::text,'}')
                FROM "release" "t1"
                WHERE ("t1"."id" = "p0"."release_id")
                AND (
                  ("t1"."released_on" <= $1)
                  OR EXISTS (
                    SELECT 1
                    FROM "label" "t2"
                    WHERE ("t2"."id" = "t1"."label_id")
                    AND EXISTS (
                      SELECT 1
                      FROM "label_member" "t3"
                      WHERE ("t3"."label_id" = "t2"."id") AND ("t3"."account_id" = $2)
                    )
                  )
                )
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
                              $3::bytea
                              || sha256(
                                (
                                  $4::bytea
                                  || convert_to(concat('[',"p0"."sort 0"::text,',',"p0"."sort 1"::text,']'),'UTF8')
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',"p0"."sort 0"::text,',',"p0"."sort 1"::text,']')
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
                              $3::bytea
                              || sha256(
                                (
                                  $4::bytea
                                  || convert_to(concat('[',"p0"."sort 0"::text,',',"p0"."sort 1"::text,']'),'UTF8')
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat('[',"p0"."sort 0"::text,',',"p0"."sort 1"::text,']')
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
      ',"total":',
      (
        SELECT count(*)
        FROM "order_line" "t4"
        WHERE EXISTS (
          SELECT 1
          FROM "release" "t5"
          WHERE ("t5"."id" = "t4"."release_id")
          AND EXISTS (
            SELECT 1
            FROM "label" "t6"
            WHERE ("t6"."id" = "t5"."label_id")
            AND EXISTS (
              SELECT 1 FROM "label_member" "t7" WHERE ("t7"."label_id" = "t6"."id") AND ("t7"."account_id" = $2)
            )
          )
        )
      ),
      '}'
    ),
    '}'
  )
  FROM (
    SELECT "t8"."quantity" "quantity",
      "t8"."release_id" "release_id",
      "t8"."quantity" "sort 0",
      "t8"."id" "sort 1",
      row_number() OVER (ORDER BY "t8"."quantity" DESC,"t8"."id" DESC) "row number",
      lead(1) OVER (ORDER BY "t8"."quantity" DESC,"t8"."id" DESC) "row after"
    FROM "order_line" "t8"
    WHERE EXISTS (
      SELECT 1
      FROM "release" "t9"
      WHERE ("t9"."id" = "t8"."release_id")
      AND EXISTS (
        SELECT 1
        FROM "label" "t10"
        WHERE ("t10"."id" = "t9"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t11" WHERE ("t11"."label_id" = "t10"."id") AND ("t11"."account_id" = $2)
        )
      )
    )
    ORDER BY "t8"."quantity" DESC,"t8"."id" DESC
    LIMIT 21
  ) "p0"
)
