-- $1 = 2
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"node_id":',
        concat('"Genre:',"t0"."id",'"'),
        ',"name":',
        to_json("t0"."name"::text)::text,
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
                      ',"parent_id":',
                      CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id"::text END,
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
      FROM "genre" "t0"
      WHERE ("t0"."id" = $1)
    ),
    'null'
  ),
  '}'
)
