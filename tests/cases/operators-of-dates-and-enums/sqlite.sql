-- ?1 = '2026-03-01'
-- ?2 = '2020-02-29'
-- ?3 = '2026-03-02'
-- ?4 = '["VINYL","CD"]'
-- ?5 = 'CD'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":'
      || json_quote(("p0"."title"||''))
      || ',"format":'
      || CASE WHEN ("p0"."format" = 'DOWNLOAD') THEN '"DOWNLOAD"' ELSE CASE WHEN ("p0"."format" = 'CASSETTE') THEN '"CASSETTE"' ELSE CASE WHEN ("p0"."format" = 'CD') THEN '"CD"' ELSE CASE WHEN ("p0"."format" = 'VINYL') THEN '"VINYL"' ELSE NULL END END END END
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
      "t1"."format" "format",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "release" "t1"
    WHERE ("t1"."released_on" <= ?1)
    AND (
      (("t1"."released_on" >= ?2) AND ("t1"."released_on" < ?3))
      AND (("t1"."format" IN (SELECT value FROM json_each(?4))) AND ("t1"."format" <> ?5))
    )
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
