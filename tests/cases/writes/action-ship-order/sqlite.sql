-- begin

-- ?1 = '[4]'
SELECT "t0"."id" FROM "order" "t0" WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- ?1 = '[4]'
SELECT "t0"."id",
  '{"id":'
  || "t0"."id"
  || ',"status":'
  || CASE WHEN ("t0"."status" = 'CANCELLED') THEN '"CANCELLED"' ELSE CASE WHEN ("t0"."status" = 'SHIPPED') THEN '"SHIPPED"' ELSE CASE WHEN ("t0"."status" = 'PAID') THEN '"PAID"' ELSE CASE WHEN ("t0"."status" = 'PLACED') THEN '"PLACED"' ELSE NULL END END END END
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
    || ',"staff_note":'
    || CASE WHEN ("t0"."staff_note" IS NULL) THEN 'null' ELSE json_quote(("t0"."staff_note"||'')) END
    || ',"customer_id":'
    || "t0"."customer_id"
    || '}'
  )
  || '\""'
FROM "order" "t0"
WHERE ("t0"."id" IN (SELECT value FROM json_each(?1)))

-- commit
