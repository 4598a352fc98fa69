-- ?1 = 'ida'
-- ?2 = '2026-03-01 12:00:00+00:00'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"id":'
      || '"'
      || "p0"."id"
      || '"'
      || ',"title":'
      || CASE WHEN ("p0"."title" IS NULL) THEN 'null' ELSE json_quote(("p0"."title"||'')) END
      || ',"threads":'
      || CASE WHEN ("p0"."threads" IS NULL) THEN 'null' ELSE '"'
      || "p0"."threads"
      || '"' END
      || ',"weight":'
      || CASE WHEN ("p0"."weight" IS NULL) THEN 'null' ELSE torii_float("p0"."weight") END
      || ',"worth":'
      || CASE WHEN ("p0"."painter_id" = ?1) THEN CASE WHEN ("p0"."worth" IS NULL) THEN 'null' ELSE '"'
      || CASE WHEN ("p0"."worth" GLOB '*.[0-9][0-9][0-9][0-9]') THEN "p0"."worth" ELSE torii_decimal("p0"."worth",4) END
      || '"' END ELSE 'null	' END
      || ',"mood":'
      || CASE WHEN ("p0"."mood" IS NULL) THEN 'null' ELSE CASE WHEN ("p0"."mood" = 3) THEN '"GRIM"' ELSE CASE WHEN ("p0"."mood" = 2) THEN '"WILD"' ELSE CASE WHEN ("p0"."mood" = 1) THEN '"CALM"' ELSE NULL END END END END
      || ',"varnished":'
      || CASE WHEN ("p0"."varnished" IS NULL) THEN 'null' ELSE CASE WHEN "p0"."varnished" THEN 'true' ELSE 'false' END END
      || ',"begun_on":'
      || CASE WHEN ("p0"."begun_on" IS NULL) THEN 'null' ELSE '"'
      || "p0"."begun_on"
      || '"' END
      || ',"best_light":'
      || CASE WHEN ("p0"."best_light" IS NULL) THEN 'null' ELSE '"'
      || CASE WHEN instr("p0"."best_light",'.') THEN rtrim(substr("p0"."best_light",1,15),'0') ELSE substr("p0"."best_light",1,8) END
      || '"' END
      || ',"shown_at":'
      || CASE WHEN ("p0"."shown_at" IS NULL) THEN 'null' ELSE '"'
      || replace(
        CASE
          WHEN instr("p0"."shown_at",'.')
          THEN rtrim(substr("p0"."shown_at",1,26),'0')
          ELSE substr("p0"."shown_at",1,19)
          END,
        ' ',
        'T'
      )
      || 'Z"' END
      || ',"palette":'
      || CASE WHEN ("p0"."palette" IS NULL) THEN 'null' ELSE json("p0"."palette") END
      || ',"painter_id":'
      || CASE WHEN ("p0"."painter_id" IS NULL) THEN 'null' ELSE json_quote(("p0"."painter_id"||'')) END
      || '}',
      ','
    ) FILTER (WHERE ("p0"."row number" <= 20)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END
  || ',"has_previous":false,"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 20) AND ("p0"."row number" = 1))
        THEN torii_cursor('[' || '"' || "p0"."sort 0" || '"' || ']','Canvas id')
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"end_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 20) AND (("p0"."row number" = 20) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor('[' || '"' || "p0"."sort 0" || '"' || ']','Canvas id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."id" "id",
      "t1"."title" "title",
      "t1"."threads" "threads",
      "t1"."weight" "weight",
      "t1"."worth" "worth",
      "t1"."painter_id" "painter_id",
      "t1"."mood" "mood",
      "t1"."varnished" "varnished",
      "t1"."begun_on" "begun_on",
      "t1"."best_light" "best_light",
      "t1"."shown_at" "shown_at",
      "t1"."palette" "palette",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "canvas" "t1"
    WHERE (("t1"."shown_at" <= ?2) OR ("t1"."painter_id" = ?1))
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
