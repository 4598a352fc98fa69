-- ?1 = '*VELVET*'
-- ?2 = 'Velvet'
-- ?3 = 'T'
-- ?4 = '["GB","IS"]'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat('{"name":' || json_quote(("p0"."name"||'')) || '}',',') FILTER (WHERE ("p0"."row number" <= 20)),''
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Artist id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Artist id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."name" "name",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "artist" "t1"
    WHERE (
      ((torii_lower("t1"."name") GLOB torii_lower(?1)) AND ("t1"."name" <> ?2) AND ("t1"."name" >= ?3))
      AND ("t1"."country" IN (SELECT value FROM json_each(?4)))
    )
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
