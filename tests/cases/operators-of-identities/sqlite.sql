-- ?1 = '2026-03-01'
-- ?2 = '[1,2]'
-- ?3 = '[1]'
-- ?4 = 2
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"id":'
      || "p0"."id"
      || ',"label_id":'
      || CASE WHEN ("p0"."label_id" IS NULL) THEN 'null' ELSE "p0"."label_id" END
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
    SELECT "t1"."id" "id",
      "t1"."label_id" "label_id",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "release" "t1"
    WHERE ("t1"."released_on" <= ?1)
    AND (
      ("t1"."artist_id" IN (SELECT value FROM json_each(?2)))
      AND (("t1"."id" IN (SELECT value FROM json_each(?3))) IS NOT TRUE)
      AND (("t1"."label_id" <> ?4) OR ("t1"."label_id" IS NULL))
    )
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
