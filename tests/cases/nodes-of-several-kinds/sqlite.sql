-- ?1 = 3
-- ?2 = '2026-03-01'
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"node_id":'
    || '"Release:'
    || "t0"."id"
    || '"'
    || ',"title":'
    || json_quote(("t0"."title"||''))
    || ',"artist":'
    || coalesce(
      (
        SELECT '{"name":' || json_quote(("t1"."name"||'')) || '}'
        FROM "artist" "t1"
        WHERE ("t1"."id" = "t0"."artist_id")
      ),
      'null'
    )
    || '}'
    FROM "release" "t0"
    WHERE ("t0"."id" = ?1) AND ("t0"."released_on" <= ?2)
  ),
  'null'
)
|| '}'

-- ?1 = 7
-- ?2 = '2026-03-01'
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"node_id":' || '"Track:' || "t0"."id" || '"' || ',"seconds":' || "t0"."seconds" || '}'
    FROM "track" "t0"
    WHERE ("t0"."id" = ?1)
    AND EXISTS (SELECT 1 FROM "release" "t1" WHERE ("t1"."id" = "t0"."release_id") AND ("t1"."released_on" <= ?2))
  ),
  'null'
)
|| '}'

-- ?1 = 1
-- ?2 = '2026-03-01'
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"node_id":'
    || '"Release:'
    || "t0"."id"
    || '"'
    || ',"title":'
    || json_quote(("t0"."title"||''))
    || ',"artist":'
    || coalesce(
      (
        SELECT '{"name":' || json_quote(("t1"."name"||'')) || '}'
        FROM "artist" "t1"
        WHERE ("t1"."id" = "t0"."artist_id")
      ),
      'null'
    )
    || '}'
    FROM "release" "t0"
    WHERE ("t0"."id" = ?1) AND ("t0"."released_on" <= ?2)
  ),
  'null'
)
|| '}'
