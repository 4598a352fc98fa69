-- ?1 = 2
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"node_id":' || '"Genre:' || "t0"."id" || '"' || ',"name":' || json_quote(("t0"."name"||'')) || '}'
    FROM "genre" "t0"
    WHERE ("t0"."id" = ?1)
  ),
  'null'
)
|| '}'
