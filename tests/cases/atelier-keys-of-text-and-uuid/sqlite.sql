-- ?1 = '2026-03-01 12:00:00+00:00'
-- ?2 = '["o:neill, j","ida"]'
-- ?3 = '1f9619ff-8b86-4011-b42d-00c04fc964ff'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"node_id":'
      || '"Canvas:'
      || "p0"."id"
      || '"'
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
      "t1"."painter_id" "painter_id",
      "t1"."id" "sort 0",
      row_number() OVER (ORDER BY "t1"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t1"."id" ASC) "row after"
    FROM "canvas" "t1"
    WHERE ("t1"."shown_at" <= ?1)
    AND (
      ("t1"."painter_id" IN (SELECT value FROM json_each(?2)))
      AND ("t1"."id" <> ?3)
      AND EXISTS (SELECT 1 FROM "frame" "t2" WHERE ("t2"."canvas_id" = "t1"."id") AND ("t2"."id" IS NULL))
    )
    ORDER BY "t1"."id" ASC
    LIMIT 21
  ) "p0"
)

-- ?1 = '2026-03-01 12:00:00+00:00'
-- ?2 = 'o:neill, j'
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"node_id":'
    || json_quote(('Painter:' || "t0"."code"||''))
    || ',"opens_at":'
    || CASE WHEN ("t0"."opens_at" IS NULL) THEN 'null' ELSE '"'
    || CASE WHEN instr("t0"."opens_at",'.') THEN rtrim(substr("t0"."opens_at",1,15),'0') ELSE substr("t0"."opens_at",1,8) END
    || '"' END
    || ',"canvases":'
    || (
      SELECT '{"data":'
      || '['
      || coalesce(
        group_concat(
          '{"title":'
          || CASE WHEN ("p1"."title" IS NULL) THEN 'null' ELSE json_quote(("p1"."title"||'')) END
          || '}',
          ','
        ) FILTER (WHERE ("p1"."row number" <= 20)),
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
            WHEN (("p1"."row number" <= 20) AND ("p1"."row number" = 1))
            THEN torii_cursor('[' || '"' || "p1"."sort 0" || '"' || ']','Canvas id')
            ELSE NULL
            END
        ),
        'null'
      )
      || ',"end_cursor":'
      || coalesce(
        max(
          CASE
            WHEN (("p1"."row number" <= 20) AND (("p1"."row number" = 20) OR ("p1"."row after" IS NULL)))
            THEN torii_cursor('[' || '"' || "p1"."sort 0" || '"' || ']','Canvas id')
            ELSE NULL
            END
        ),
        'null'
      )
      || '}'
      || '}'
      FROM (
        SELECT "t2"."title" "title",
          "t2"."id" "sort 0",
          row_number() OVER (ORDER BY "t2"."id" ASC) "row number",
          lead(1) OVER (ORDER BY "t2"."id" ASC) "row after"
        FROM "canvas" "t2"
        WHERE ("t2"."painter_id" = "t0"."code") AND ("t2"."shown_at" <= ?1)
        ORDER BY "t2"."id" ASC
        LIMIT 21
      ) "p1"
    )
    || ',":etag":'
    || '"\"'
    || torii_digest(
      '{"id":'
      || json_quote(("t0"."code"||''))
      || ',"name":'
      || CASE WHEN ("t0"."name" IS NULL) THEN 'null' ELSE json_quote(("t0"."name"||'')) END
      || ',"opens_at":'
      || CASE WHEN ("t0"."opens_at" IS NULL) THEN 'null' ELSE '"'
      || CASE WHEN instr("t0"."opens_at",'.') THEN rtrim(substr("t0"."opens_at",1,15),'0') ELSE substr("t0"."opens_at",1,8) END
      || '"' END
      || '}'
    )
    || '\""'
    || '}'
    FROM "painter" "t0"
    WHERE ("t0"."code" = ?2)
  ),
  'null'
)
|| '}'
