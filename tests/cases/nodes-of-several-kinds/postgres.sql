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
        '}'
      )
      FROM "release" "t0"
      WHERE ("t0"."id" = $1) AND ("t0"."released_on" <= $2)
    ),
    'null'
  ),
  '}'
)

-- $1 = 7
-- $2 = datetime.date(2026, 3, 1)
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat('{"node_id":',concat('"Track:',"t0"."id",'"'),',"seconds":',"t0"."seconds"::text,'}')
      FROM "track" "t0"
      WHERE ("t0"."id" = $1)
      AND EXISTS (SELECT 1 FROM "release" "t1" WHERE ("t1"."id" = "t0"."release_id") AND ("t1"."released_on" <= $2))
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
        '}'
      )
      FROM "release" "t0"
      WHERE ("t0"."id" = $1) AND ("t0"."released_on" <= $2)
    ),
    'null'
  ),
  '}'
)
