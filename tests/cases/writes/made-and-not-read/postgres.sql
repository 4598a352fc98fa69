-- begin

-- $1 = [3]
-- $2 = datetime.date(2026, 3, 1)
SELECT "t0"."id" FROM "release" "t0" WHERE ("t0"."id" = ANY($1)) AND ("t0"."released_on" <= $2)

-- $1 = 'acct-ada'
SELECT "t0"."id" FROM "customer" "t0" WHERE ("t0"."account_id" = $1) LIMIT 2

-- $1 = None
-- $2 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $3 = 1
-- $4 = 3
INSERT INTO "wishlist_entry" ("note","added_at","customer_id","release_id") VALUES ($1,$2,$3,$4) RETURNING "id"

-- $1 = [1001]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"note":',
    CASE WHEN ("t0"."note" IS NULL) THEN 'null' ELSE to_json("t0"."note"::text)::text END,
    ',"added_at":',
    concat('"',replace(("t0"."added_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
    ',"customer_id":',
    "t0"."customer_id"::text,
    ',"release_id":',
    "t0"."release_id"::text,
    '}'
  ),
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "wishlist_entry" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- commit
