-- ?1 = '2026-03-01'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat('{"title":' || json_quote(("p0"."title"||'')) || '}',',') FILTER (WHERE ("p0"."row number" <= 0)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 0)) THEN 'true' ELSE 'false' END
  || ',"has_previous":false,"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 0) AND ("p0"."row number" = 1))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Track id')
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"end_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 0) AND (("p0"."row number" = 0) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Track id')
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"total":'
  || (
    SELECT count(*)
    FROM "track" "t1"
    WHERE EXISTS (SELECT 1 FROM "release" "t2" WHERE ("t2"."id" = "t1"."release_id") AND ("t2"."released_on" <= ?1))
  )
  || '}'
  || '}'
  FROM (
    SELECT "t3"."title" "title",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
    FROM "track" "t3"
    WHERE EXISTS (SELECT 1 FROM "release" "t4" WHERE ("t4"."id" = "t3"."release_id") AND ("t4"."released_on" <= ?1))
    ORDER BY "t3"."id" ASC
    LIMIT 1
  ) "p0"
)
