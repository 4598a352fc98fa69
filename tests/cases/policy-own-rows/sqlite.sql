-- ?1 = '2026-03-01'
-- ?2 = 'acct-ada'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"status":'
      || CASE WHEN ("p0"."status" = 'CANCELLED') THEN '"CANCELLED"' ELSE CASE WHEN ("p0"."status" = 'SHIPPED') THEN '"SHIPPED"' ELSE CASE WHEN ("p0"."status" = 'PAID') THEN '"PAID"' ELSE CASE WHEN ("p0"."status" = 'PLACED') THEN '"PLACED"' ELSE NULL END END END END
      || ',"total":'
      || '"'
      || CASE WHEN ("p0"."total" GLOB '*.[0-9][0-9]') THEN "p0"."total" ELSE torii_decimal("p0"."total",2) END
      || '"'
      || ',"note":'
      || CASE WHEN ("p0"."note" IS NULL) THEN 'null' ELSE json_quote(("p0"."note"||'')) END
      || ',"lines":'
      || (
        SELECT '{"data":'
        || '['
        || coalesce(
          group_concat(
            '{"quantity":'
            || "p1"."quantity"
            || ',"unit_price":'
            || '"'
            || CASE WHEN ("p1"."unit_price" GLOB '*.[0-9][0-9]') THEN "p1"."unit_price" ELSE torii_decimal("p1"."unit_price",2) END
            || '"'
            || ',"release":'
            || coalesce(
              (
                SELECT '{"title":' || json_quote(("t2"."title"||'')) || '}'
                FROM "release" "t2"
                WHERE ("t2"."id" = "p1"."release_id") AND ("t2"."released_on" <= ?1)
              ),
              'null'
            )
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
              THEN torii_cursor('[' || "p1"."sort 0" || ']','OrderLine id')
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
              THEN torii_cursor('[' || "p1"."sort 0" || ']','OrderLine id')
              ELSE NULL
              END
          ),
          'null'
        )
        || '}'
        || '}'
        FROM (
          SELECT "t3"."quantity" "quantity",
            "t3"."unit_price" "unit_price",
            "t3"."release_id" "release_id",
            "t3"."id" "sort 0",
            row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
            lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
          FROM "order_line" "t3"
          WHERE ("t3"."order_id" = "p0"."id")
          AND EXISTS (
            SELECT 1
            FROM "order" "t4"
            WHERE ("t4"."id" = "t3"."order_id")
            AND EXISTS (
              SELECT 1 FROM "customer" "t5" WHERE ("t5"."id" = "t4"."customer_id") AND ("t5"."account_id" = ?2)
            )
          )
          ORDER BY "t3"."id" ASC
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
        THEN torii_cursor(
          '['
          || '"'
          || replace(
            CASE
              WHEN instr("p0"."sort 0",'.')
              THEN rtrim(substr("p0"."sort 0",1,26),'0')
              ELSE substr("p0"."sort 0",1,19)
              END,
            ' ',
            'T'
          )
          || 'Z"'
          || ','
          || "p0"."sort 1"
          || ']',
          'Order placed_at desc,id desc'
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
        WHEN (("p0"."row number" <= 20) AND (("p0"."row number" = 20) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor(
          '['
          || '"'
          || replace(
            CASE
              WHEN instr("p0"."sort 0",'.')
              THEN rtrim(substr("p0"."sort 0",1,26),'0')
              ELSE substr("p0"."sort 0",1,19)
              END,
            ' ',
            'T'
          )
          || 'Z"'
          || ','
          || "p0"."sort 1"
          || ']',
          'Order placed_at desc,id desc'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"total":'
  || (
    SELECT count(*)
    FROM "order" "t6"
    WHERE EXISTS (SELECT 1 FROM "customer" "t7" WHERE ("t7"."id" = "t6"."customer_id") AND ("t7"."account_id" = ?2))
  )
  || '}'
  || '}'
  FROM (
    SELECT "t8"."status" "status",
      "t8"."total" "total",
      "t8"."note" "note",
      "t8"."id" "id",
      "t8"."placed_at" "sort 0",
      "t8"."id" "sort 1",
      row_number() OVER (ORDER BY "t8"."placed_at" DESC,"t8"."id" DESC) "row number",
      lead(1) OVER (ORDER BY "t8"."placed_at" DESC,"t8"."id" DESC) "row after"
    FROM "order" "t8"
    WHERE EXISTS (SELECT 1 FROM "customer" "t9" WHERE ("t9"."id" = "t8"."customer_id") AND ("t9"."account_id" = ?2))
    ORDER BY "t8"."placed_at" DESC,"t8"."id" DESC
    LIMIT 21
  ) "p0"
)
