-- ?1 = '2026-03-01'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat('{"title":' || json_quote(("p0"."title"||'')) || '}',',') FILTER (WHERE ("p0"."row number" <= 1)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 1)) THEN 'true' ELSE 'false' END
  || ',"has_previous":false,"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 1) AND ("p0"."row number" = 1))
        THEN torii_cursor(
          '[' || '"' || "p0"."sort 0" || '"' || ',' || "p0"."sort 1" || ']','Release released_on desc,id desc'
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
        WHEN (("p0"."row number" <= 1) AND (("p0"."row number" = 1) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor(
          '[' || '"' || "p0"."sort 0" || '"' || ',' || "p0"."sort 1" || ']','Release released_on desc,id desc'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."title" "title",
      "t1"."released_on" "sort 0",
      "t1"."id" "sort 1",
      row_number() OVER (ORDER BY "t1"."released_on" DESC,"t1"."id" DESC) "row number",
      lead(1) OVER (ORDER BY "t1"."released_on" DESC,"t1"."id" DESC) "row after"
    FROM "release" "t1"
    WHERE ("t1"."released_on" <= ?1)
    ORDER BY "t1"."released_on" DESC,"t1"."id" DESC
    LIMIT 2
  ) "p0"
)

-- ?1 = 4
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"name":'
    || json_quote(("t0"."name"||''))
    || ',":etag":'
    || '"\"'
    || torii_digest(
      '{"id":'
      || "t0"."id"
      || ',"name":'
      || json_quote(("t0"."name"||''))
      || ',"parent_id":'
      || CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id" END
      || '}'
    )
    || '\""'
    || '}'
    FROM "genre" "t0"
    WHERE ("t0"."id" = ?1)
  ),
  'null'
)
|| '}'
