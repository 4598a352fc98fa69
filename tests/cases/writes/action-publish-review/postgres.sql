-- begin

-- $1 = [2]
SELECT "t0"."id" FROM "review" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = [2]
SELECT "t0"."id",
  concat('{"id":',"t0"."id"::text,',"published":',"t0"."published"::text,'}'),
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
                ',"stars":',
                "t0"."stars"::text,
                ',"text":',
                CASE WHEN ("t0"."text" IS NULL) THEN 'null' ELSE to_json("t0"."text"::text)::text END,
                ',"published":',
                "t0"."published"::text,
                ',"written_at":',
                concat('"',replace(("t0"."written_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'),
                ',"customer_id":',
                "t0"."customer_id"::text,
                ',"release_id":',
                "t0"."release_id"::text,
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
FROM "review" "t0"
WHERE ("t0"."id" = ANY($1))

-- commit
