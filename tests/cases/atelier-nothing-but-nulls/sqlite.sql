-- ?1 = '4f9619ff-8b86-4011-b42d-00c04fc964ff'
-- ?2 = '2026-03-01 12:00:00+00:00'
-- ?3 = <Mood.GRIM: 3>
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"id":'
    || '"'
    || "t0"."id"
    || '"'
    || ',"title":'
    || CASE WHEN ("t0"."title" IS NULL) THEN 'null' ELSE json_quote(("t0"."title"||'')) END
    || ',"mood":'
    || CASE WHEN ("t0"."mood" IS NULL) THEN 'null' ELSE CASE WHEN ("t0"."mood" = 3) THEN '"GRIM"' ELSE CASE WHEN ("t0"."mood" = 2) THEN '"WILD"' ELSE CASE WHEN ("t0"."mood" = 1) THEN '"CALM"' ELSE NULL END END END END
    || ',"painter":'
    || coalesce(
      (
        SELECT '{"name":'
        || CASE WHEN ("t1"."name" IS NULL) THEN 'null' ELSE json_quote(("t1"."name"||'')) END
        || '}'
        FROM "painter" "t1"
        WHERE ("t1"."code" = "t0"."painter_id")
      ),
      'null'
    )
    || '}'
    FROM "canvas" "t0"
    WHERE ("t0"."id" = ?1) AND (("t0"."shown_at" <= ?2) OR (("t0"."mood" = ?3) IS NOT TRUE))
  ),
  'null'
)
|| '}'
