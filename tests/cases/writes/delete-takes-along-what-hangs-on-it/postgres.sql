-- begin

-- $1 = [9]
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

-- $1 = [9]
DELETE FROM "release" WHERE ("release"."id" = ANY($1))

-- commit
