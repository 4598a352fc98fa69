-- ?1 = '2026-03-01 12:00:00+00:00'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"id":'
      || '"'
      || "p0"."id"
      || '"'
      || ',"canvas_id":'
      || coalesce(
        (
          SELECT '"' || "t1"."id" || '"'
          FROM "canvas" "t1"
          WHERE ("t1"."id" = "p0"."canvas_id") AND ("t1"."shown_at" <= ?1)
        ),
        'null'
      )
      || ',"canvas":'
      || coalesce(
        (
          SELECT '{"title":'
          || CASE WHEN ("t2"."title" IS NULL) THEN 'null' ELSE json_quote(("t2"."title"||'')) END
          || '}'
          FROM "canvas" "t2"
          WHERE ("t2"."id" = "p0"."canvas_id") AND ("t2"."shown_at" <= ?1)
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
        THEN torii_cursor('[' || '"' || "p0"."sort 0" || '"' || ']','Frame id')
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
        THEN torii_cursor('[' || '"' || "p0"."sort 0" || '"' || ']','Frame id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t3"."id" "id",
      "t3"."canvas_id" "canvas_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
    FROM "frame" "t3"
    ORDER BY "t3"."id" ASC
    LIMIT 21
  ) "p0"
)

SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"painter_id":'
      || json_quote(("p0"."painter_id"||''))
      || ',"painter":'
      || coalesce(
        (
          SELECT '{"name":'
          || CASE WHEN ("t1"."name" IS NULL) THEN 'null' ELSE json_quote(("t1"."name"||'')) END
          || ',"portrait":'
          || coalesce(
            (
              SELECT '{"year":' || CASE WHEN ("t2"."year" IS NULL) THEN 'null' ELSE "t2"."year" END || '}'
              FROM "portrait" "t2"
              WHERE ("t2"."painter_id" = "t1"."code")
            ),
            'null'
          )
          || '}'
          FROM "painter" "t1"
          WHERE ("t1"."code" = "p0"."painter_id")
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Portrait id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Portrait id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t3"."painter_id" "painter_id",
      "t3"."id" "sort 0",
      row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
    FROM "portrait" "t3"
    WHERE EXISTS (
      SELECT 1 FROM "painter" "t4" WHERE ("t4"."code" = "t3"."painter_id") AND ("t4"."name" IS NOT NULL)
    )
    ORDER BY "t3"."id" ASC
    LIMIT 21
  ) "p0"
)
