-- ?1 = '2026-02-02 09:30:00+00:00'
-- ?2 = '2026-02-03 23:59:59.999999+00:00'
-- ?3 = 0
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"joined_at":'
      || '"'
      || replace(
        CASE
          WHEN instr("p0"."joined_at",'.')
          THEN rtrim(substr("p0"."joined_at",1,26),'0')
          ELSE substr("p0"."joined_at",1,19)
          END,
        ' ',
        'T'
      )
      || 'Z"'
      || ',"email":'
      || json_quote(("p0"."email"||''))
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Customer id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Customer id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."joined_at" "joined_at",
      "t1"."email" "email",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "customer" "t1"
    WHERE ((("t1"."joined_at" > ?1) AND ("t1"."joined_at" <= ?2)) AND ("t1"."marketing_consent" = ?3))
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
