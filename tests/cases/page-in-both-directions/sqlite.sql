-- ?1 = '2026-03-01'
-- ?2 = '24.00'
-- ?3 = 'Night Ferry'
-- ?4 = 4
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":'
      || json_quote(("p0"."title"||''))
      || ',"price":'
      || '"'
      || CASE WHEN ("p0"."price" GLOB '*.[0-9][0-9]') THEN "p0"."price" ELSE torii_decimal("p0"."price",2) END
      || '"'
      || '}',
      ','
    ) FILTER (WHERE ("p0"."row number" <= 2)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 2)) THEN 'true' ELSE 'false' END
  || ',"has_previous":'
  || CASE WHEN (
    (
      (
        SELECT 1
        FROM "release" "t1"
        WHERE ("t1"."released_on" <= ?1)
        AND (
          (CAST("t1"."price" AS NUMERIC) >= CAST(?2 AS NUMERIC))
          AND (
            (CAST("t1"."price" AS NUMERIC) > CAST(?2 AS NUMERIC))
            OR ((CAST("t1"."price" AS NUMERIC) = CAST(?2 AS NUMERIC)) AND ("t1"."title" < ?3))
            OR ((CAST("t1"."price" AS NUMERIC) = CAST(?2 AS NUMERIC)) AND ("t1"."title" = ?3) AND ("t1"."id" < ?4))
            OR ((CAST("t1"."price" AS NUMERIC) = CAST(?2 AS NUMERIC)) AND ("t1"."title" = ?3) AND ("t1"."id" = ?4))
          )
        )
        ORDER BY CAST("t1"."price" AS NUMERIC) ASC,"t1"."title" DESC,"t1"."id" DESC
        LIMIT 1
      ) IS NOT NULL
    )
  ) THEN 'true' ELSE 'false' END
  || ',"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 2) AND ("p0"."row number" = 1))
        THEN torii_cursor(
          '['
          || '"'
          || CASE WHEN ("p0"."sort 0" GLOB '*.[0-9][0-9]') THEN "p0"."sort 0" ELSE torii_decimal("p0"."sort 0",2) END
          || '"'
          || ','
          || json_quote(("p0"."sort 1"||''))
          || ','
          || "p0"."sort 2"
          || ']',
          'Release price desc,title,id'
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
        WHEN (("p0"."row number" <= 2) AND (("p0"."row number" = 2) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor(
          '['
          || '"'
          || CASE WHEN ("p0"."sort 0" GLOB '*.[0-9][0-9]') THEN "p0"."sort 0" ELSE torii_decimal("p0"."sort 0",2) END
          || '"'
          || ','
          || json_quote(("p0"."sort 1"||''))
          || ','
          || "p0"."sort 2"
          || ']',
          'Release price desc,title,id'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t2"."title" "title",
      "t2"."price" "price",
      CAST("t2"."price" AS NUMERIC) "sort 0",
      "t2"."title" "sort 1",
      "t2"."id" "sort 2",
      row_number() OVER (ORDER BY CAST("t2"."price" AS NUMERIC) DESC,"t2"."title" ASC,"t2"."id" ASC) "row number",
      lead(1) OVER (ORDER BY CAST("t2"."price" AS NUMERIC) DESC,"t2"."title" ASC,"t2"."id" ASC) "row after"
    FROM "release" "t2"
    WHERE ("t2"."released_on" <= ?1)
    AND (
      (CAST("t2"."price" AS NUMERIC) <= CAST(?2 AS NUMERIC))
      AND (
        (CAST("t2"."price" AS NUMERIC) < CAST(?2 AS NUMERIC))
        OR ((CAST("t2"."price" AS NUMERIC) = CAST(?2 AS NUMERIC)) AND ("t2"."title" > ?3))
        OR ((CAST("t2"."price" AS NUMERIC) = CAST(?2 AS NUMERIC)) AND ("t2"."title" = ?3) AND ("t2"."id" > ?4))
      )
    )
    ORDER BY CAST("t2"."price" AS NUMERIC) DESC,"t2"."title" ASC,"t2"."id" ASC
    LIMIT 3
  ) "p0"
)
