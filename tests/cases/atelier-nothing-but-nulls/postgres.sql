-- $1 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $2 = UUID('4f9619ff-8b86-4011-b42d-00c04fc964ff')
-- $3 = <Mood.GRIM: 3>
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat(
        '{"id":',
        concat('"',"t0"."id",'"'),
        ',"title":',
        CASE WHEN ("t0"."title" IS NULL) THEN 'null' ELSE to_json("t0"."title"::text)::text END,
        ',"mood":',
        CASE
          WHEN ("t0"."mood" IS NULL)
          THEN 'null'
          ELSE CASE WHEN ("t0"."mood" = 3) THEN '"GRIM"' ELSE CASE WHEN ("t0"."mood" = 2) THEN '"WILD"' ELSE CASE WHEN ("t0"."mood" = 1) THEN '"CALM"' ELSE NULL END END END
          END,
        ',"painter":',
        coalesce(
          (
            SELECT concat(
              '{"name":',CASE WHEN ("t1"."name" IS NULL) THEN 'null' ELSE to_json("t1"."name"::text)::text END,'}'
            )
            FROM "painter" "t1"
            WHERE ("t1"."code" = "t0"."painter_id")
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
                      concat('"',"t0"."id",'"'),
                      ',"title":',
                      CASE WHEN ("t0"."title" IS NULL) THEN 'null' ELSE to_json("t0"."title"::text)::text END,
                      ',"threads":',
                      CASE
                        WHEN ("t0"."shown_at" <= $1)
                        THEN CASE WHEN ("t0"."threads" IS NULL) THEN 'null' ELSE concat('"',"t0"."threads",'"') END
                        ELSE 'null'
                        END,
                      ',"weight":',
                      CASE
                        WHEN ("t0"."shown_at" <= $1)
                        THEN CASE WHEN ("t0"."weight" IS NULL) THEN 'null' ELSE to_json("t0"."weight")::text END
                        ELSE 'null'
                        END,
                      ',"mood":',
                      CASE
                        WHEN ("t0"."mood" IS NULL)
                        THEN 'null'
                        ELSE CASE WHEN ("t0"."mood" = 3) THEN '"GRIM"' ELSE CASE WHEN ("t0"."mood" = 2) THEN '"WILD"' ELSE CASE WHEN ("t0"."mood" = 1) THEN '"CALM"' ELSE NULL END END END
                        END,
                      ',"varnished":',
                      CASE
                        WHEN ("t0"."shown_at" <= $1)
                        THEN CASE WHEN ("t0"."varnished" IS NULL) THEN 'null' ELSE "t0"."varnished"::text END
                        ELSE 'null'
                        END,
                      ',"begun_on":',
                      CASE
                        WHEN ("t0"."shown_at" <= $1)
                        THEN CASE WHEN ("t0"."begun_on" IS NULL) THEN 'null' ELSE concat('"',"t0"."begun_on",'"') END
                        ELSE 'null'
                        END,
                      ',"best_light":',
                      CASE
                        WHEN ("t0"."shown_at" <= $1)
                        THEN CASE WHEN ("t0"."best_light" IS NULL) THEN 'null' ELSE concat('"',("t0"."best_light" AT TIME ZONE 'UTC')::time::text,'"') END
                        ELSE 'null'
                        END,
                      ',"shown_at":',
                      CASE
                        WHEN ("t0"."shown_at" <= $1)
                        THEN CASE WHEN ("t0"."shown_at" IS NULL) THEN 'null' ELSE concat(
                          '"',replace(("t0"."shown_at" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'
                        ) END
                        ELSE 'null'
                        END,
                      ',"palette":',
                      CASE
                        WHEN ("t0"."shown_at" <= $1)
                        THEN CASE WHEN ("t0"."palette" IS NULL) THEN 'null' ELSE "t0"."palette"::text END
                        ELSE 'null'
                        END,
                      ',"painter_id":',
                      CASE
                        WHEN ("t0"."painter_id" IS NULL)
                        THEN 'null'
                        ELSE to_json("t0"."painter_id"::text)::text
                        END,
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
      FROM "canvas" "t0"
      WHERE ("t0"."id" = $2) AND (("t0"."shown_at" <= $1) OR (("t0"."mood" = $3) IS NOT TRUE))
    ),
    'null'
  ),
  '}'
)
