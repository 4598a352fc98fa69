-- $1 = UUID('4f9619ff-8b86-4011-b42d-00c04fc964ff')
-- $2 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
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
        '}'
      )
      FROM "canvas" "t0"
      WHERE ("t0"."id" = $1) AND (("t0"."shown_at" <= $2) OR (("t0"."mood" = $3) IS NOT TRUE))
    ),
    'null'
  ),
  '}'
)
