-- ?1 = '2026-03-01 12:00:00+00:00'
-- ?2 = 'ida'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":'
      || CASE WHEN ("p0"."title" IS NULL) THEN 'null' ELSE json_quote(("p0"."title"||'')) END
      || ',"frame":'
      || coalesce(
        (
          SELECT '{"wood":'
          || CASE WHEN ("t1"."wood" IS NULL) THEN 'null' ELSE json_quote(("t1"."wood"||'')) END
          || '}'
          FROM "frame" "t1"
          WHERE ("t1"."canvas_id" = "p0"."id")
        ),
        'null'
      )
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
    SELECT "t2"."title" "title",
      "t2"."id" "id",
      "t2"."id" "sort 0",
      row_number() OVER (ORDER BY "t2"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t2"."id" ASC) "row after"
    FROM "canvas" "t2"
    WHERE (("t2"."shown_at" <= ?1) OR ("t2"."painter_id" = ?2))
    ORDER BY "t2"."id" ASC
    LIMIT 21
  ) "p0"
)

SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"name":'
      || CASE WHEN ("p0"."name" IS NULL) THEN 'null' ELSE json_quote(("p0"."name"||'')) END
      || ',"portrait":'
      || coalesce(
        (
          SELECT '{"year":' || CASE WHEN ("t1"."year" IS NULL) THEN 'null' ELSE "t1"."year" END || '}'
          FROM "portrait" "t1"
          WHERE ("t1"."painter_id" = "p0"."code")
        ),
        'null'
      )
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
        THEN torii_cursor('[' || json_quote(("p0"."sort 0"||'')) || ']','Painter id')
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
        THEN torii_cursor('[' || json_quote(("p0"."sort 0"||'')) || ']','Painter id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t2"."name" "name",
      "t2"."code" "code",
      "t2"."code" "sort 0",
      row_number() OVER (ORDER BY "t2"."code" ASC) "row number",
      lead(1) OVER (ORDER BY "t2"."code" ASC) "row after"
    FROM "painter" "t2"
    ORDER BY "t2"."code" ASC
    LIMIT 21
  ) "p0"
)
