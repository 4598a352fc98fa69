-- $1 = 2
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"node_id":',
        concat('"Label:',"t0"."id",'"'),
        ',"name":',
        to_json("t0"."name"::text)::text,
        ',"country":',
        CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
        ',"founded":',
        CASE WHEN ("t0"."founded" IS NULL) THEN 'null' ELSE "t0"."founded"::text END,
        ',"website":',
        CASE WHEN ("t0"."website" IS NULL) THEN 'null' ELSE to_json("t0"."website"::text)::text END,
        ',":etag":',
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
                      ',"name":',
                      to_json("t0"."name"::text)::text,
                      ',"country":',
                      CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
                      ',"founded":',
                      CASE WHEN ("t0"."founded" IS NULL) THEN 'null' ELSE "t0"."founded"::text END,
                      ',"website":',
                      CASE WHEN ("t0"."website" IS NULL) THEN 'null' ELSE to_json("t0"."website"::text)::text END,
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
        ),
        '}'
      )
      FROM "label" "t0"
      WHERE ("t0"."id" = $1)
    ),
    'null'
  ),
  '}'
)
