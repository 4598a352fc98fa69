-- $1 = 3
-- $2 = datetime.date(2026, 3, 1)
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"node_id":',
        concat('"Release:',"t0"."id",'"'),
        ',"title":',
        to_json("t0"."title"::text)::text,
        ',"artist":',
        coalesce(
          (
            SELECT concat('{"name":',to_json("t1"."name"::text)::text,'}')
            FROM "artist" "t1"
            WHERE ("t1"."id" = "t0"."artist_id")
          ),
          'null'
        ),
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

-- $1 = datetime.date(2026, 3, 1)
-- $2 = 7
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"node_id":',
        concat('"Track:',"t0"."id",'"'),
        ',"seconds":',
        "t0"."seconds"::text,
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
                      ',"position":',
                      "t0"."position"::text,
                      ',"title":',
                      to_json("t0"."title"::text)::text,
                      ',"seconds":',
                      "t0"."seconds"::text,
                      ',"explicit":',
                      "t0"."explicit"::text,
                      ',"release_id":',
                      coalesce(
                        (
                          SELECT "t1"."id"::text
                          FROM "release" "t1"
                          WHERE ("t1"."id" = "t0"."release_id") AND ("t1"."released_on" <= $1)
                        ),
                        'null'
                      ),
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
      FROM "track" "t0"
      WHERE ("t0"."id" = $2)
      AND EXISTS (SELECT 1 FROM "release" "t2" WHERE ("t2"."id" = "t0"."release_id") AND ("t2"."released_on" <= $1))
    ),
    'null'
  ),
  '}'
)

-- $1 = 1
-- $2 = datetime.date(2026, 3, 1)
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"node_id":',
        concat('"Release:',"t0"."id",'"'),
        ',"title":',
        to_json("t0"."title"::text)::text,
        ',"artist":',
        coalesce(
          (
            SELECT concat('{"name":',to_json("t1"."name"::text)::text,'}')
            FROM "artist" "t1"
            WHERE ("t1"."id" = "t0"."artist_id")
          ),
          'null'
        ),
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
