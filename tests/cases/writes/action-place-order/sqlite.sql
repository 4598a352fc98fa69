-- begin

-- ?1 = '[4,2]'
-- ?2 = '2026-03-01'
SELECT "t0"."id"
FROM "release" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1))) AND ("t0"."released_on" <= ?2)

-- ?1 = '2026-03-01'
-- ?2 = 'acct-ada'
-- ?3 = '[1001]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"status":'
  || CASE WHEN ("t0"."status" = 'CANCELLED') THEN '"CANCELLED"' ELSE CASE WHEN ("t0"."status" = 'SHIPPED') THEN '"SHIPPED"' ELSE CASE WHEN ("t0"."status" = 'PAID') THEN '"PAID"' ELSE CASE WHEN ("t0"."status" = 'PLACED') THEN '"PLACED"' ELSE NULL END END END END
  || ',"total":'
  || '"'
  || CASE WHEN ("t0"."total" GLOB '*.[0-9][0-9]') THEN "t0"."total" ELSE torii_decimal("t0"."total",2) END
  || '"'
  || ',"note":'
  || CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE json_quote(("t0"."note"||'')) END
  || ',"lines":'
  || (
    SELECT '{"data":'
    || '['
    || coalesce(
      group_concat(
        '{"release_id":'
        || coalesce(
          (
            SELECT "t2"."id"
            FROM "release" "t2"
            WHERE ("t2"."id" = "p1"."release_id") AND ("t2"."released_on" <= ?1)
          ),
          'null'
        )
        || ',"quantity":'
        || "p1"."quantity"
        || ',"unit_price":'
        || '"'
        || CASE WHEN ("p1"."unit_price" GLOB '*.[0-9][0-9]') THEN "p1"."unit_price" ELSE torii_decimal("p1"."unit_price",2) END
        || '"'
        || ',"release":'
        || coalesce(
          (
            SELECT '{"stock":' || "t3"."stock" || '}'
            FROM "release" "t3"
            WHERE ("t3"."id" = "p1"."release_id") AND ("t3"."released_on" <= ?1)
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
      SELECT "t4"."release_id" "release_id",
        "t4"."quantity" "quantity",
        "t4"."unit_price" "unit_price",
        "t4"."id" "sort 0",
        row_number() OVER (ORDER BY "t4"."id" ASC) "row number",
        lead(1) OVER (ORDER BY "t4"."id" ASC) "row after"
      FROM "order_line" "t4"
      WHERE ("t4"."order_id" = "t0"."id")
      AND EXISTS (
        SELECT 1
        FROM "order" "t5"
        WHERE ("t5"."id" = "t4"."order_id")
        AND EXISTS (
          SELECT 1 FROM "customer" "t6" WHERE ("t6"."id" = "t5"."customer_id") AND ("t6"."account_id" = ?2)
        )
      )
      ORDER BY "t4"."id" ASC
      LIMIT 21
    ) "p1"
  )
  || '}',
  '"\"'
  || torii_digest(
    '{"id":'
    || "t0"."id"
    || ',"status":'
    || CASE WHEN ("t0"."status" = 'CANCELLED') THEN '"CANCELLED"' ELSE CASE WHEN ("t0"."status" = 'SHIPPED') THEN '"SHIPPED"' ELSE CASE WHEN ("t0"."status" = 'PAID') THEN '"PAID"' ELSE CASE WHEN ("t0"."status" = 'PLACED') THEN '"PLACED"' ELSE NULL END END END END
    || ',"placed_at":'
    || '"'
    || replace(
      CASE
        WHEN instr("t0"."placed_at",'.')
        THEN rtrim(substr("t0"."placed_at",1,26),'0')
        ELSE substr("t0"."placed_at",1,19)
        END,
      ' ',
      'T'
    )
    || 'Z"'
    || ',"shipped_at":'
    || CASE WHEN ("t0"."shipped_at" IS NULL) THEN 'null' ELSE '"'
    || replace(
      CASE
        WHEN instr("t0"."shipped_at",'.')
        THEN rtrim(substr("t0"."shipped_at",1,26),'0')
        ELSE substr("t0"."shipped_at",1,19)
        END,
      ' ',
      'T'
    )
    || 'Z"' END
    || ',"total":'
    || '"'
    || CASE WHEN ("t0"."total" GLOB '*.[0-9][0-9]') THEN "t0"."total" ELSE torii_decimal("t0"."total",2) END
    || '"'
    || ',"currency":'
    || json_quote(("t0"."currency"||''))
    || ',"note":'
    || CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE json_quote(("t0"."note"||'')) END
    || ',"customer_id":'
    || coalesce(
      (SELECT "t7"."id" FROM "customer" "t7" WHERE ("t7"."id" = "t0"."customer_id") AND ("t7"."account_id" = ?2)),
      'null'
    )
    || '}'
  )
  || '\""'
FROM "order" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?3)))
AND EXISTS (SELECT 1 FROM "customer" "t8" WHERE ("t8"."id" = "t0"."customer_id") AND ("t8"."account_id" = ?2))

-- commit
