SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(group_concat('{"id":' || "p0"."id" || '}',',') FILTER (WHERE ("p0"."row number" <= 20)),'')
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END
  || ',"has_previous":false,"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 20) AND ("p0"."row number" = 1))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Label id desc')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Label id desc')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."id" "id",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" DESC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" DESC) "row after"
    FROM "label" "t1"
    ORDER BY "t1"."id" DESC
    LIMIT 21
  ) "p0"
)
