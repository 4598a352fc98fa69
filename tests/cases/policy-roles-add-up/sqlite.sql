-- ?1 = 'acct-label'
-- ?2 = '2026-03-01'
-- ?3 = '2026-03-01'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":'
      || json_quote(("p0"."title"||''))
      || ',"cost":'
      || CASE WHEN EXISTS (
        SELECT 1
        FROM "label" "t1"
        WHERE ("t1"."id" = "p0"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t2" WHERE ("t2"."label_id" = "t1"."id") AND ("t2"."account_id" = ?1)
        )
      ) THEN CASE WHEN ("p0"."cost" IS NULL) THEN 'null' ELSE '"'
      || CASE WHEN ("p0"."cost" GLOB '*.[0-9][0-9]') THEN "p0"."cost" ELSE torii_decimal("p0"."cost",2) END
      || '"' END ELSE 'null	' END
      || ',"label":'
      || coalesce(
        (
          SELECT '{"name":'
          || json_quote(("t3"."name"||''))
          || ',"members":'
          || (
            SELECT '{"data":'
            || '['
            || coalesce(
              group_concat(
                '{"account_id":'
                || json_quote(("p4"."account_id"||''))
                || ',"role":'
                || CASE WHEN ("p4"."role" = 'READER') THEN '"READER"' ELSE CASE WHEN ("p4"."role" = 'EDITOR') THEN '"EDITOR"' ELSE CASE WHEN ("p4"."role" = 'OWNER') THEN '"OWNER"' ELSE NULL END END END
                || '}',
                ','
              ) FILTER (WHERE ("p4"."row number" <= 20)),
              ''
            )
            || ']'
            || ',"page":'
            || '{"has_next":'
            || CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END
            || ',"has_previous":false,"start_cursor":'
            || coalesce(
              max(
                CASE
                  WHEN (("p4"."row number" <= 20) AND ("p4"."row number" = 1))
                  THEN torii_cursor('[' || "p4"."sort 0" || ']','LabelMember id')
                  ELSE NULL
                  END
              ),
              'null'
            )
            || ',"end_cursor":'
            || coalesce(
              max(
                CASE
                  WHEN (("p4"."row number" <= 20) AND (("p4"."row number" = 20) OR ("p4"."row after" IS NULL)))
                  THEN torii_cursor('[' || "p4"."sort 0" || ']','LabelMember id')
                  ELSE NULL
                  END
              ),
              'null'
            )
            || '}'
            || '}'
            FROM (
              SELECT "t5"."account_id" "account_id",
                "t5"."role" "role",
                "t5"."id" "sort 0",
                row_number() OVER (ORDER BY "t5"."id" ASC) "row number",
                lead(1) OVER (ORDER BY "t5"."id" ASC) "row after"
              FROM "label_member" "t5"
              WHERE ("t5"."label_id" = "t3"."id") AND ("t5"."account_id" = ?1)
              ORDER BY "t5"."id" ASC
              LIMIT 21
            ) "p4"
          )
          || '}'
          FROM "label" "t3"
          WHERE ("t3"."id" = "p0"."label_id")
        ),
        'null'
      )
      || '}',
      ','
    ) FILTER (WHERE ("p0"."row number" <= 20)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END
  || ',"has_previous":false,"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 20) AND ("p0"."row number" = 1))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Release id')
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"end_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 20) AND (("p0"."row number" = 20) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Release id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t6"."title" "title",
      "t6"."cost" "cost",
      "t6"."label_id" "label_id",
      "t6"."id" "sort 0",
      row_number() OVER (ORDER BY "t6"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t6"."id" ASC) "row after"
    FROM "release" "t6"
    WHERE (
      ("t6"."released_on" <= ?2)
      OR EXISTS (
        SELECT 1
        FROM "label" "t7"
        WHERE ("t7"."id" = "t6"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t8" WHERE ("t8"."label_id" = "t7"."id") AND ("t8"."account_id" = ?1)
        )
      )
    )
    AND ("t6"."released_on" > ?3)
    ORDER BY "t6"."id" ASC
    LIMIT 21
  ) "p0"
)
