-- begin

-- $1 = [1]
SELECT "t0"."id" FROM "artist" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = [1]
SELECT "t0"."id" FROM "label" "t0" WHERE ("t0"."id" = ANY($1))

-- $1 = 'Melt'
-- $2 = 'CD'
-- $3 = datetime.date(2026, 5, 1)
-- $4 = Decimal('14.00')
-- $5 = Decimal('6.50')
-- $6 = 0
-- $7 = None
-- $8 = None
-- $9 = 1
-- $10 = 1
INSERT INTO "release" (
  "title","format","released_on","price","cost","stock","details","cover","artist_id","label_id"
)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
RETURNING "id"

-- savepoint

-- $1 = [2, 1]
-- $2 = ['Trickle', 'Crack']
-- $3 = [200, 31]
-- $4 = [True, False]
-- $5 = [1001, 1001]
INSERT INTO "track" ("position","title","seconds","explicit","release_id")
SELECT unnest($1::int4[]),unnest($2::text[]),unnest($3::int4[]),unnest($4::bool[]),unnest($5::int4[])
RETURNING "id"

-- released

-- $1 = 'acct-label'
-- $2 = ['OWNER', 'EDITOR']
-- $3 = [1001, 1002]
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "release" "t1"
      WHERE ("t1"."id" = "t0"."release_id")
      AND EXISTS (
        SELECT 1
        FROM "label" "t2"
        WHERE ("t2"."id" = "t1"."label_id")
        AND EXISTS (
          SELECT 1
          FROM "label_member" "t3"
          WHERE ("t3"."label_id" = "t2"."id") AND (("t3"."account_id" = $1) AND ("t3"."role" = ANY($2)))
        )
      )
    ) IS TRUE
  )
FROM "track" "t0"
WHERE ("t0"."id" = ANY($3))

-- $1 = 'acct-label'
-- $2 = ['OWNER', 'EDITOR']
-- $3 = [1001]
SELECT "t0"."id",
  (
    EXISTS (
      SELECT 1
      FROM "label" "t1"
      WHERE ("t1"."id" = "t0"."label_id")
      AND EXISTS (
        SELECT 1
        FROM "label_member" "t2"
        WHERE ("t2"."label_id" = "t1"."id") AND (("t2"."account_id" = $1) AND ("t2"."role" = ANY($2)))
      )
    ) IS TRUE
  )
FROM "release" "t0"
WHERE ("t0"."id" = ANY($3))

-- $1 = 'acct-label'
-- $2 = a part of the cursors' key
-- $3 = a part of the cursors' key
-- $4 = datetime.date(2026, 3, 1)
-- $5 = [1001]
SELECT "t0"."id",
  concat(
    '{"id":',
    "t0"."id"::text,
    ',"title":',
    to_json("t0"."title"::text)::text,
    ',"cost":',
    CASE
      WHEN EXISTS (
        SELECT 1
        FROM "label" "t1"
        WHERE ("t1"."id" = "t0"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t2" WHERE ("t2"."label_id" = "t1"."id") AND ("t2"."account_id" = $1)
        )
      )
      THEN CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END
      ELSE 'null	'
      END,
    ',"tracks":',
    (
      SELECT concat(
        '{"data":',
        concat(
          '[',
          coalesce(
            string_agg(
              concat(
                '{"position":',
                "p3"."position"::text,
                ',"title":',
                to_json("p3"."title"::text)::text,
                ',"explicit":',
                "p3"."explicit"::text,
                '}'
              ),
              ','
            ) FILTER (WHERE ("p3"."row number" <= 20)),
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
                WHEN (("p3"."row number" <= 20) AND ("p3"."row number" = 1))
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
                                  $2::bytea
                                  || sha256(
                                    (
                                      $3::bytea
                                      || convert_to(
                                        concat('[',"p3"."sort 0"::text,',',"p3"."sort 1"::text,']'),'UTF8'
                                      )
                                    )
                                  )
                                )
                              ),
                              'hex'
                            ),
                            16
                          ),
                          concat('[',"p3"."sort 0"::text,',',"p3"."sort 1"::text,']')
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
                WHEN (("p3"."row number" <= 20) AND (("p3"."row number" = 20) OR ("p3"."row after" IS NULL)))
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
                                  $2::bytea
                                  || sha256(
                                    (
                                      $3::bytea
                                      || convert_to(
                                        concat('[',"p3"."sort 0"::text,',',"p3"."sort 1"::text,']'),'UTF8'
                                      )
                                    )
                                  )
                                )
                              ),
                              'hex'
                            ),
                            16
                          ),
                          concat('[',"p3"."sort 0"::text,',',"p3"."sort 1"::text,']')
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
        SELECT "t4"."position" "position",
          "t4"."title" "title",
          "t4"."explicit" "explicit",
          "t4"."position" "sort 0",
          "t4"."id" "sort 1",
          row_number() OVER (ORDER BY "t4"."position","t4"."id") "row number",
          lead(1) OVER (ORDER BY "t4"."position","t4"."id") "row after"
        FROM "track" "t4"
        WHERE ("t4"."release_id" = "t0"."id")
        AND EXISTS (
          SELECT 1
          FROM "release" "t5"
          WHERE ("t5"."id" = "t4"."release_id")
          AND (
            ("t5"."released_on" <= $4)
            OR EXISTS (
              SELECT 1
              FROM "label" "t6"
              WHERE ("t6"."id" = "t5"."label_id")
              AND EXISTS (
                SELECT 1 FROM "label_member" "t7" WHERE ("t7"."label_id" = "t6"."id") AND ("t7"."account_id" = $1)
              )
            )
          )
        )
        ORDER BY "t4"."position","t4"."id"
        LIMIT 21
      ) "p3"
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
                CASE
                  WHEN EXISTS (
                    SELECT 1
                    FROM "label" "t8"
                    WHERE ("t8"."id" = "t0"."label_id")
                    AND EXISTS (
                      SELECT 1
                      FROM "label_member" "t9"
                      WHERE ("t9"."label_id" = "t8"."id") AND ("t9"."account_id" = $1)
                    )
                  )
                  THEN CASE WHEN ("t0"."cost" IS NULL) THEN 'null' ELSE concat('"',"t0"."cost",'"') END
                  ELSE 'null'
                  END,
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
WHERE ("t0"."id" = ANY($5))
AND (
  ("t0"."released_on" <= $4)
  OR EXISTS (
    SELECT 1
    FROM "label" "t10"
    WHERE ("t10"."id" = "t0"."label_id")
    AND EXISTS (
      SELECT 1 FROM "label_member" "t11" WHERE ("t11"."label_id" = "t10"."id") AND ("t11"."account_id" = $1)
    )
  )
)

-- $1 = [1001, 1002]
SELECT "t0"."id",
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
    "t0"."release_id"::text,
    '}'
  ),
  concat('"\"',translate(left(encode(sha256(convert_to('{}','UTF8')),'base64'),22),'+/','-_'),'\""')
FROM "track" "t0"
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
