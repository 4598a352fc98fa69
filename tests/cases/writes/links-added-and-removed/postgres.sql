-- begin

-- $1 = [4]
SELECT "t0"."id",
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
    ',"cost":',
    CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END,
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
                ',"cost":',
                CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END,
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
  )
FROM "release" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- $1 = [2, 3, 4]
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = 'Night Boat'
-- $2 = [4]
UPDATE "release" SET "title"=$1 WHERE ("release"."id" = ANY($2))

-- $1 = [2, 3, 4]
SELECT "t0"."id" FROM "genre" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = 4, $2 = 2
-- $1 = 4, $2 = 3
INSERT INTO "release_genre" ("release_id","genre_id") VALUES ($1,$2) ON CONFLICT DO NOTHING

-- $1 = 4
-- $2 = 4
DELETE FROM "release_genre" WHERE ("release_genre"."release_id" = $1) AND ("release_genre"."genre_id" = $2)

-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = [4]
SELECT "t0"."id",
  concat(
    '{"title":',
    to_json("t0"."title"::text)::text,
    ',"genres":',
    (
      SELECT concat(
        '{"data":',
        concat(
          '[',
          coalesce(
            string_agg(
              concat('{"name":',to_json("p1"."name"::text)::text,'}'),','
            ) FILTER (WHERE ("p1"."row number" <= 20)),
            ''
          ),
          ']'
        ),
        ',"page":',
        concat(
          '{"has_next":',
          CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END,
          ',"has_previous":false,"start_cursor":',
          coalesce(
            max(
              CASE
                WHEN (("p1"."row number" <= 20) AND ("p1"."row number" = 1))
                THEN concat(
                  '"',
                  translate(
                    encode(
                      convert_to(
                        concat(
                          left(
                            encode(
                              sha256(
                                (
                                  $1::bytea
                                  || sha256(($2::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8')))
                                )
                              ),
                              'hex'
                            ),
                            16
                          ),
                          concat('[',"p1"."sort 0"::text,']')
                        ),
                        'UTF8'
                      ),
                      'base64'
                    ),
                    '+/=
',
                    '-_'
                  ),
                  '"'
                )
                ELSE NULL
                END
            ),
            'null'
          ),
          ',"end_cursor":',
          coalesce(
            max(
              CASE
                WHEN (("p1"."row number" <= 20) AND (("p1"."row number" = 20) OR ("p1"."row after" IS NULL)))
                THEN concat(
                  '"',
                  translate(
                    encode(
                      convert_to(
                        concat(
                          left(
                            encode(
                              sha256(
                                (
                                  $1::bytea
                                  || sha256(($2::bytea || convert_to(concat('[',"p1"."sort 0"::text,']'),'UTF8')))
                                )
                              ),
                              'hex'
                            ),
                            16
                          ),
                          concat('[',"p1"."sort 0"::text,']')
                        ),
                        'UTF8'
                      ),
                      'base64'
                    ),
                    '+/=
',
                    '-_'
                  ),
                  '"'
                )
                ELSE NULL
                END
            ),
            'null'
          ),
          '}'
        ),
        '}'
      )
      FROM (
        SELECT "t2"."name" "name",
          "t2"."id" "sort 0",
          row_number() OVER (ORDER BY "t2"."id") "row number",
          lead(1) OVER (ORDER BY "t2"."id") "row after"
        FROM "genre" "t2"
        JOIN "release_genre" "l3" ON ("l3"."genre_id" = "t2"."id")
        WHERE ("l3"."release_id" = "t0"."id")
        ORDER BY "t2"."id"
        LIMIT 21
      ) "p1"
    ),
    '}'
  ),
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
                ',"cost":',
                CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END,
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
  )
FROM "release" "t0"
WHERE ("t0"."id" = ANY($3))

-- $1 = [4]
SELECT "t0"."id",
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
    ',"cost":',
    CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END,
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
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "release" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- commit
