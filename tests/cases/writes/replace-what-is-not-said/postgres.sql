-- begin

-- $1 = [8]
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

-- $1 = [4]
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = 4
-- $2 = None
-- $3 = None
-- $4 = None
-- $5 = 'VINYL'
-- $6 = None
-- $7 = Decimal('29.00')
-- $8 = datetime.date(2026, 3, 1)
-- $9 = 0
-- $10 = '100 Proof'
-- $11 = [8]
UPDATE "release"
SET "artist_id"=$1,
  "cost"=$2,
  "cover"=$3,
  "details"=$4,
  "format"=$5,
  "label_id"=$6,
  "price"=$7,
  "released_on"=$8,
  "stock"=$9,
  "title"=$10
WHERE ("release"."id" = ANY($11))

-- $1 = [8]
SELECT "t0"."id",
  concat(
    '{"title":',
    to_json("t0"."title"::text)::text,
    ',"label_id":',
    CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id"::text END,
    ',"stock":',
    "t0"."stock"::text,
    ',"cost":',
    CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END,
    ',"details":',
    CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE "t0"."details"::text END,
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

-- $1 = [8]
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
