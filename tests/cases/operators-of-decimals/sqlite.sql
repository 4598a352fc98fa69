-- ?1 = '2026-03-01'
-- ?2 = '7.00'
-- ?3 = '26.00'
-- ?4 = '13.50'
-- ?5 = '["9.99"]'
-- ?6 = '["7.00","24.00","9.99"]'
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
    SELECT "t1"."title" "title",
      "t1"."price" "price",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "release" "t1"
    WHERE ("t1"."released_on" <= ?1)
    AND (
      (CAST("t1"."price" AS NUMERIC) >= CAST(?2 AS NUMERIC))
      AND (CAST("t1"."price" AS NUMERIC) < CAST(?3 AS NUMERIC))
      AND (CAST("t1"."price" AS NUMERIC) <> CAST(?4 AS NUMERIC))
      AND ((CAST("t1"."price" AS NUMERIC) IN (SELECT CAST(value AS NUMERIC) FROM json_each(?5))) IS NOT TRUE)
      AND (CAST("t1"."price" AS NUMERIC) IN (SELECT CAST(value AS NUMERIC) FROM json_each(?6)))
    )
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
