-- ?1 = 2
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"node_id":'
    || '"Genre:'
    || "t0"."id"
    || '"'
    || ',"name":'
    || json_quote(("t0"."name"||''))
    || ',":etag":'
    || '"\"'
    || torii_digest(
      '{"id":'
      || "t0"."id"
      || ',"name":'
      || json_quote(("t0"."name"||''))
      || ',"parent_id":'
      || CASE WHEN ("t0"."parent_id" IS NULL) THEN 'null' ELSE "t0"."parent_id" END
      || '}'
    )
    || '\""'
    || '}'
    FROM "genre" "t0"
    WHERE ("t0"."id" = ?1)
  ),
  'null'
)
|| '}'
