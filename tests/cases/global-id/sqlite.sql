-- ?1 = 2
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"node_id":'
    || '"Label:'
    || "t0"."id"
    || '"'
    || ',"name":'
    || json_quote(("t0"."name"||''))
    || ',"country":'
    || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
    || ',"founded":'
    || CASE WHEN ("t0"."founded" IS NULL) THEN 'null' ELSE "t0"."founded" END
    || ',"website":'
    || CASE WHEN ("t0"."website" IS NULL) THEN 'null' ELSE json_quote(("t0"."website"||'')) END
    || ',":etag":'
    || '"\"'
    || torii_digest(
      '{"id":'
      || "t0"."id"
      || ',"name":'
      || json_quote(("t0"."name"||''))
      || ',"country":'
      || CASE WHEN ("t0"."country" IS NULL) THEN 'null' ELSE json_quote(("t0"."country"||'')) END
      || ',"founded":'
      || CASE WHEN ("t0"."founded" IS NULL) THEN 'null' ELSE "t0"."founded" END
      || ',"website":'
      || CASE WHEN ("t0"."website" IS NULL) THEN 'null' ELSE json_quote(("t0"."website"||'')) END
      || '}'
    )
    || '\""'
    || '}'
    FROM "label" "t0"
    WHERE ("t0"."id" = ?1)
  ),
  'null'
)
|| '}'
