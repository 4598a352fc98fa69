-- $1 = datetime.date(2026, 3, 1)
-- $2 = 5
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT coalesce(
        (
          SELECT concat(
            '{"title":',
            to_json("t1"."title"::text)::text,
            ',"artist":',
            coalesce(
              (
                SELECT concat('{"name":',to_json("t2"."name"::text)::text,'}')
                FROM "artist" "t2"
                WHERE ("t2"."id" = "t1"."artist_id")
              ),
              'null'
            ),
            '}'
          )
          FROM "release" "t1"
          WHERE ("t1"."id" = "t0"."release_id") AND ("t1"."released_on" <= $1)
        ),
        'null'
      )
      FROM "track" "t0"
      WHERE ("t0"."id" = $2)
      AND EXISTS (SELECT 1 FROM "release" "t3" WHERE ("t3"."id" = "t0"."release_id") AND ("t3"."released_on" <= $1))
    ),
    'null'
  ),
  '}'
)
