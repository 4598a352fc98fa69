-- ?1 = 'acct-ada'
-- ?2 = 1
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"stars":'
      || "p0"."stars"
      || ',"published":'
      || CASE WHEN EXISTS (
        SELECT 1 FROM "customer" "t1" WHERE ("t1"."id" = "p0"."customer_id") AND ("t1"."account_id" = ?1)
      ) THEN CASE WHEN "p0"."published" THEN 'true' ELSE 'false' END ELSE 'null	' END
      || ',"text":'
      || CASE WHEN ("p0"."text" IS NULL) THEN 'null' ELSE json_quote(("p0"."text"||'')) END
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Review id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Review id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t2"."stars" "stars",
      "t2"."published" "published",
      "t2"."customer_id" "customer_id",
      "t2"."text" "text",
      "t2"."id" "sort 0",
      row_number() OVER (ORDER BY "t2"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t2"."id" ASC) "row after"
    FROM "review" "t2"
    WHERE (
      ("t2"."published" = ?2)
      OR EXISTS (SELECT 1 FROM "customer" "t3" WHERE ("t3"."id" = "t2"."customer_id") AND ("t3"."account_id" = ?1))
    )
    ORDER BY "t2"."id" ASC
    LIMIT 21
  ) "p0"
)
