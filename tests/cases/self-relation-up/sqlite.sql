SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"name":'
      || json_quote(("p0"."name"||''))
      || ',"parent":'
      || coalesce(
        (
          SELECT '{"name":'
          || json_quote(("t1"."name"||''))
          || ',"parent":'
          || coalesce(
            (
              SELECT '{"name":' || json_quote(("t2"."name"||'')) || '}'
              FROM "genre" "t2"
              WHERE ("t2"."id" = "t1"."parent_id")
            ),
            'null'
          )
          || '}'
          FROM "genre" "t1"
          WHERE ("t1"."id" = "p0"."parent_id")
        ),
        'null'
      )
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Genre id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Genre id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t3"."name" "name",
      "t3"."parent_id" "parent_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
    FROM "genre" "t3"
    ORDER BY "t3"."id" ASC
    LIMIT 21
  ) "p0"
)
