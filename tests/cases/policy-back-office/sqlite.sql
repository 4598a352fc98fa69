SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"display_name":'
      || '{"name":'
      || CASE WHEN ("p0"."name" IS NULL) THEN 'null' ELSE json_quote(("p0"."name"||'')) END
      || ',"email":'
      || json_quote(("p0"."email"||''))
      || '}'
      || ',"address":'
      || CASE WHEN ("p0"."address" IS NULL) THEN 'null' ELSE json("p0"."address") END
      || ',"orders":'
      || (
        SELECT '{"data":'
        || '['
        || coalesce(
          group_concat(
            '{"staff_note":'
            || CASE WHEN ("p1"."staff_note" IS NULL) THEN 'null' ELSE json_quote(("p1"."staff_note"||'')) END
            || '}',
            ','
          ) FILTER (WHERE ("p1"."row number" <= 20)),
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
              WHEN (("p1"."row number" <= 20) AND ("p1"."row number" = 1))
              THEN torii_cursor('[' || "p1"."sort 0" || ']','Order id')
              ELSE NULL
              END
          ),
          'null'
        )
        || ',"end_cursor":'
        || coalesce(
          max(
            CASE
              WHEN (("p1"."row number" <= 20) AND (("p1"."row number" = 20) OR ("p1"."row after" IS NULL)))
              THEN torii_cursor('[' || "p1"."sort 0" || ']','Order id')
              ELSE NULL
              END
          ),
          'null'
        )
        || '}'
        || '}'
        FROM (
          SELECT "t2"."staff_note" "staff_note",
            "t2"."id" "sort 0",
            row_number() OVER (ORDER BY "t2"."id" ASC) "row number",
            lead(1) OVER (ORDER BY "t2"."id" ASC) "row after"
          FROM "order" "t2"
          WHERE ("t2"."customer_id" = "p0"."id") AND ("t2"."staff_note" IS NOT NULL)
          ORDER BY "t2"."id" ASC
          LIMIT 21
        ) "p1"
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
    SELECT "t3"."name" "name",
      "t3"."email" "email",
      "t3"."address" "address",
      "t3"."id" "id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
    FROM "customer" "t3"
    ORDER BY "t3"."id" ASC
    LIMIT 21
  ) "p0"
)
