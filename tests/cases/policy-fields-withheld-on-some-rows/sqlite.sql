-- ?1 = 'acct-label'
-- ?2 = '2026-03-01'
-- ?3 = '3.00'
-- ?4 = 4
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
        THEN torii_cursor(
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE '"'
          || CASE WHEN ("p0"."sort 0" GLOB '*.[0-9][0-9]') THEN "p0"."sort 0" ELSE torii_decimal("p0"."sort 0",2) END
          || '"' END
          || ','
          || "p0"."sort 1"
          || ']',
          'Release cost desc,id desc'
        )
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
        THEN torii_cursor(
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE '"'
          || CASE WHEN ("p0"."sort 0" GLOB '*.[0-9][0-9]') THEN "p0"."sort 0" ELSE torii_decimal("p0"."sort 0",2) END
          || '"' END
          || ','
          || "p0"."sort 1"
          || ']',
          'Release cost desc,id desc'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
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
            SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = ?1)
          )
        )
        THEN CAST("t3"."cost" AS NUMERIC)
        ELSE NULL
        END "sort 0",
      "t3"."id" "sort 1",
      row_number() OVER (
        ORDER BY CASE WHEN EXISTS (
          SELECT 1
          FROM "label" "t8"
          WHERE ("t8"."id" = "t3"."label_id")
          AND EXISTS (
            SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = ?1)
          )
        ) THEN CAST("t3"."cost" AS NUMERIC) ELSE NULL END DESC NULLS FIRST,
          "t3"."id" DESC
      ) "row number",
      lead(1) OVER (
        ORDER BY CASE WHEN EXISTS (
          SELECT 1
          FROM "label" "t8"
          WHERE ("t8"."id" = "t3"."label_id")
          AND EXISTS (
            SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = ?1)
          )
        ) THEN CAST("t3"."cost" AS NUMERIC) ELSE NULL END DESC NULLS FIRST,
          "t3"."id" DESC
      ) "row after"
    FROM "release" "t3"
    WHERE (
      ("t3"."released_on" <= ?2)
      OR EXISTS (
        SELECT 1
        FROM "label" "t4"
        WHERE ("t4"."id" = "t3"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t5" WHERE ("t5"."label_id" = "t4"."id") AND ("t5"."account_id" = ?1)
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
            SELECT 1 FROM "label_member" "t7" WHERE ("t7"."label_id" = "t6"."id") AND ("t7"."account_id" = ?1)
          )
        )
        AND (CAST("t3"."cost" AS NUMERIC) > CAST(?3 AS NUMERIC))
      )
      OR ("t3"."stock" > ?4)
    )
    ORDER BY CASE WHEN EXISTS (
      SELECT 1
      FROM "label" "t8"
      WHERE ("t8"."id" = "t3"."label_id")
      AND EXISTS (
        SELECT 1 FROM "label_member" "t9" WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = ?1)
      )
    ) THEN CAST("t3"."cost" AS NUMERIC) ELSE NULL END DESC NULLS FIRST,
      "t3"."id" DESC
    LIMIT 21
  ) "p0"
)
