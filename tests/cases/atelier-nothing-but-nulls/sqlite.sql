-- ?1 = '2026-03-01 12:00:00+00:00'
-- ?2 = '4f9619ff-8b86-4011-b42d-00c04fc964ff'
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
    || ',":etag":'
    || '"\"'
    || torii_digest(
      '{"id":'
      || '"'
      || "t0"."id"
      || '"'
      || ',"title":'
      || CASE WHEN ("t0"."title" IS NULL) THEN 'null' ELSE json_quote(("t0"."title"||'')) END
      || ',"threads":'
      || CASE WHEN ("t0"."shown_at" <= ?1) THEN CASE WHEN ("t0"."threads" IS NULL) THEN 'null' ELSE '"'
      || "t0"."threads"
      || '"' END ELSE 'null' END
      || ',"weight":'
      || CASE WHEN ("t0"."shown_at" <= ?1) THEN CASE WHEN ("t0"."weight" IS NULL) THEN 'null' ELSE torii_float("t0"."weight") END ELSE 'null' END
      || ',"mood":'
      || CASE WHEN ("t0"."mood" IS NULL) THEN 'null' ELSE CASE WHEN ("t0"."mood" = 3) THEN '"GRIM"' ELSE CASE WHEN ("t0"."mood" = 2) THEN '"WILD"' ELSE CASE WHEN ("t0"."mood" = 1) THEN '"CALM"' ELSE NULL END END END END
      || ',"varnished":'
      || CASE WHEN ("t0"."shown_at" <= ?1) THEN CASE WHEN ("t0"."varnished" IS NULL) THEN 'null' ELSE CASE WHEN "t0"."varnished" THEN 'true' ELSE 'false' END END ELSE 'null' END
      || ',"begun_on":'
      || CASE WHEN ("t0"."shown_at" <= ?1) THEN CASE WHEN ("t0"."begun_on" IS NULL) THEN 'null' ELSE '"'
      || "t0"."begun_on"
      || '"' END ELSE 'null' END
      || ',"best_light":'
      || CASE WHEN ("t0"."shown_at" <= ?1) THEN CASE WHEN ("t0"."best_light" IS NULL) THEN 'null' ELSE '"'
      || CASE WHEN instr("t0"."best_light",'.') THEN rtrim(substr("t0"."best_light",1,15),'0') ELSE substr("t0"."best_light",1,8) END
      || '"' END ELSE 'null' END
      || ',"shown_at":'
      || CASE WHEN ("t0"."shown_at" <= ?1) THEN CASE WHEN ("t0"."shown_at" IS NULL) THEN 'null' ELSE '"'
      || replace(
        CASE
          WHEN instr("t0"."shown_at",'.')
          THEN rtrim(substr("t0"."shown_at",1,26),'0')
          ELSE substr("t0"."shown_at",1,19)
          END,
        ' ',
        'T'
      )
      || 'Z"' END ELSE 'null' END
      || ',"palette":'
      || CASE WHEN ("t0"."shown_at" <= ?1) THEN CASE WHEN ("t0"."palette" IS NULL) THEN 'null' ELSE json("t0"."palette") END ELSE 'null' END
      || ',"painter_id":'
      || CASE WHEN ("t0"."painter_id" IS NULL) THEN 'null' ELSE json_quote(("t0"."painter_id"||'')) END
      || '}'
    )
    || '\""'
    || '}'
    FROM "canvas" "t0"
    WHERE ("t0"."id" = ?2) AND (("t0"."shown_at" <= ?1) OR (("t0"."mood" = ?3) IS NOT TRUE))
  ),
  'null'
)
|| '}'
