-- begin

-- $1 = 'Lumen'
-- $2 = None
-- $3 = None
-- $4 = None
INSERT INTO "artist" ("name","country","formed","biography") VALUES ($1,$2,$3,$4) RETURNING "id"

-- $1 = [1001]
SELECT "t0"."id",
  concat('{"id":',"t0"."id"::text,',"name":',to_json("t0"."name"::text)::text,'}'),
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
                ',"formed":',
                CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed"::text END,
                ',"biography":',
                CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE to_json("t0"."biography"::text)::text END,
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
FROM "artist" "t0"
WHERE ("t0"."id" = ANY($1))

-- $1 = [1001]
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = 'Glow'
-- $2 = 'CD'
-- $3 = datetime.date(2026, 2, 1)
-- $4 = Decimal('9.00')
-- $5 = None
-- $6 = 0
-- $7 = None
-- $8 = None
-- $9 = 1001
-- $10 = None
INSERT INTO "release" (
  "title","format","released_on","price","cost","stock","details","cover","artist_id","label_id"
)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
RETURNING "id"

-- $1 = [1001]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"artist":',
    coalesce(
      (
        SELECT concat('{"name":',to_json("t1"."name"::text)::text,'}')
        FROM "artist" "t1"
        WHERE ("t1"."id" = "t0"."artist_id")
      ),
      'null'
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
WHERE ("t0"."id" = ANY($1))

-- $1 = [3]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"name":',
    to_json("t0"."name"::text)::text,
    ',"country":',
    CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
    ',"formed":',
    CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed"::text END,
    ',"biography":',
    CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE to_json("t0"."biography"::text)::text END,
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
                ',"name":',
                to_json("t0"."name"::text)::text,
                ',"country":',
                CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
                ',"formed":',
                CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed"::text END,
                ',"biography":',
                CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE to_json("t0"."biography"::text)::text END,
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
FROM "artist" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- $1 = 'NL'
-- $2 = [3]
UPDATE "artist" SET "country"=$1 WHERE ("artist"."id" = ANY($2))

-- $1 = [3]
SELECT "t0"."id",
  concat(
    '{"country":',CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,'}'
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
                ',"name":',
                to_json("t0"."name"::text)::text,
                ',"country":',
                CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
                ',"formed":',
                CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed"::text END,
                ',"biography":',
                CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE to_json("t0"."biography"::text)::text END,
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
FROM "artist" "t0"
WHERE ("t0"."id" = ANY($1))

-- $1 = [6]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"name":',
    to_json("t0"."name"::text)::text,
    ',"parent_id":',
    CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id"::text END,
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
  )
FROM "genre" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- $1 = [6]
DELETE FROM "genre" WHERE ("genre"."id" = ANY($1))

-- $1 = [3, 1001]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"name":',
    to_json("t0"."name"::text)::text,
    ',"country":',
    CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE to_json("t0"."country"::text)::text END,
    ',"formed":',
    CASE WHEN ("t0"."formed" IS NULL) THEN 'null' ELSE "t0"."formed"::text END,
    ',"biography":',
    CASE WHEN ("t0"."biography" IS NULL) THEN 'null' ELSE to_json("t0"."biography"::text)::text END,
    '}'
  ),
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "artist" "t0"
WHERE ("t0"."id" = ANY($1))
ORDER BY "t0"."id"
FOR UPDATE

-- $1 = [1001]
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
