-- ?1 = 'acct-ada'
-- ?2 = 3
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"status":'
    || CASE WHEN ("t0"."status" = 'CANCELLED') THEN '"CANCELLED"' ELSE CASE WHEN ("t0"."status" = 'SHIPPED') THEN '"SHIPPED"' ELSE CASE WHEN ("t0"."status" = 'PAID') THEN '"PAID"' ELSE CASE WHEN ("t0"."status" = 'PLACED') THEN '"PLACED"' ELSE NULL END END END END
    || ',":etag":'
    || '"\"'
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
        (SELECT "t1"."id" FROM "customer" "t1" WHERE ("t1"."id" = "t0"."customer_id") AND ("t1"."account_id" = ?1)),
        'null'
      )
      || '}'
    )
    || '\""'
    || '}'
    FROM "order" "t0"
    WHERE ("t0"."id" = ?2)
    AND EXISTS (SELECT 1 FROM "customer" "t2" WHERE ("t2"."id" = "t0"."customer_id") AND ("t2"."account_id" = ?1))
  ),
  'null'
)
|| '}'
