-- ?1 = '2026-03-01'
-- ?2 = 5
SELECT '{"data":'
|| coalesce(
  (
    SELECT coalesce(
      (
        SELECT '{"title":'
        || json_quote(("t1"."title"||''))
        || ',"artist":'
        || coalesce(
          (
            SELECT '{"name":' || json_quote(("t2"."name"||'')) || '}'
            FROM "artist" "t2"
            WHERE ("t2"."id" = "t1"."artist_id")
          ),
          'null'
        )
        || '}'
        FROM "release" "t1"
        WHERE ("t1"."id" = "t0"."release_id") AND ("t1"."released_on" <= ?1)
      ),
      'null'
    )
    FROM "track" "t0"
    WHERE ("t0"."id" = ?2)
    AND EXISTS (SELECT 1 FROM "release" "t3" WHERE ("t3"."id" = "t0"."release_id") AND ("t3"."released_on" <= ?1))
  ),
  'null'
)
|| '}'
