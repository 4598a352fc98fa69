-- begin

-- $1 = [4]
SELECT "t0"."id" FROM "order" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = [4]
SELECT "t0"."id",
  concat('{"id":',"t0"."id"::text,',"status":',concat('"',"t0"."status",'"'),'}'),
  concat(
    '"\"',
    translate(
      left(
        encode(
          sha256(
            convert_to(
              concat(
                '{"id":',
                "t0"."id"::text,
                ',"status":',
                concat('"',"t0"."status",'"'),
                ',"placed_at":',
                concat('"',replace(("t0"."placed_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
                ',"shipped_at":',
                CASE
                  WHEN ("t0"."shipped_at" IS NULL)
                  THEN 'null'
                  ELSE concat('"',replace(("t0"."shipped_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"')
                  END,
                ',"total":',
                concat('"',"t0"."total",'"'),
                ',"currency":',
                to_json("t0"."currency"::text)::text,
                ',"note":',
                CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE to_json("t0"."note"::text)::text END,
                ',"staff_note":',
                CASE WHEN ("t0"."staff_note" IS NULL) THEN 'null' ELSE to_json("t0"."staff_note"::text)::text END,
                ',"customer_id":',
                "t0"."customer_id"::text,
                '}'
              ),
              'UTF8'
            )
          ),
          'base64'
        ),
        22
      ),
      '+/',
      '-_'
    ),
    '\""'
  )
FROM "order" "t0"
WHERE ("t0"."id" = ANY($1))

-- commit
