-- $1 = 1
-- $2 = datetime.date(2026, 3, 1)
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"id":',
        "t0"."id"::text,
        ',"title":',
        to_json("t0"."title"::text)::text,
        ',"format":',
        concat('"',"t0"."format",'"'),
        ',"released_on":',
        concat('"',"t0"."released_on",'"'),
        ',"price":',
        concat('"',"t0"."price",'"'),
        ',"stock":',
        "t0"."stock"::text,
        ',"details":',
        CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE "t0"."details"::text END,
        ',"cover":',
        CASE WHEN ("t0"."cover" IS NULL) THEN 'null' ELSE to_json("t0"."cover"::text)::text END,
        ',"artist_id":',
        "t0"."artist_id"::text,
        ',"label_id":',
        CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id"::text END,
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
                      ',"title":',
                      to_json("t0"."title"::text)::text,
                      ',"format":',
                      concat('"',"t0"."format",'"'),
                      ',"released_on":',
                      concat('"',"t0"."released_on",'"'),
                      ',"price":',
                      concat('"',"t0"."price",'"'),
                      ',"stock":',
                      "t0"."stock"::text,
                      ',"details":',
                      CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE "t0"."details"::text END,
                      ',"cover":',
                      CASE WHEN ("t0"."cover" IS NULL) THEN 'null' ELSE to_json("t0"."cover"::text)::text END,
                      ',"artist_id":',
                      "t0"."artist_id"::text,
                      ',"label_id":',
                      CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id"::text END,
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
      FROM "release" "t0"
      WHERE ("t0"."id" = $1) AND ("t0"."released_on" <= $2)
    ),
    'null'
  ),
  '}'
)
