-- ?1 = '2026-03-01 12:00:00+00:00'
-- ?2 = 'ida'
-- ?3 = -1
-- ?4 = 1e+21
-- ?5 = '2026-03-01 12:00:00+00:00'
-- ?6 = '21:00:00.500000'
-- ?7 = '2f9619ff-8b86-4011-b42d-00c04fc964ff'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":' || CASE WHEN ("p0"."title" IS NULL) THEN 'null' ELSE json_quote(("p0"."title"||'')) END || '}',','
    ) FILTER (WHERE ("p0"."row number" <= 1)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 1)) THEN 'true' ELSE 'false' END
  || ',"has_previous":'
  || CASE WHEN (
    (
      (
        SELECT 1
        FROM "canvas" "t1"
        WHERE (("t1"."shown_at" <= ?1) OR ("t1"."painter_id" = ?2))
        AND (
          ("t1"."threads" < ?3)
          OR (("t1"."threads" = ?3) AND (("t1"."weight" > ?4) OR ("t1"."weight" IS NULL)))
          OR (("t1"."threads" = ?3) AND ("t1"."weight" = ?4) AND ("t1"."shown_at" < ?5))
          OR (
            ("t1"."threads" = ?3) AND ("t1"."weight" = ?4) AND ("t1"."shown_at" = ?5) AND ("t1"."best_light" < ?6)
          )
          OR (
            ("t1"."threads" = ?3)
            AND ("t1"."weight" = ?4)
            AND ("t1"."shown_at" = ?5)
            AND ("t1"."best_light" = ?6)
            AND (CASE WHEN ("t1"."painter_id" = ?2) THEN CAST("t1"."worth" AS NUMERIC) ELSE NULL END IS NULL)
            AND ("t1"."id" > ?7)
          )
          OR (
            ("t1"."threads" = ?3)
            AND ("t1"."weight" = ?4)
            AND ("t1"."shown_at" = ?5)
            AND ("t1"."best_light" = ?6)
            AND (CASE WHEN ("t1"."painter_id" = ?2) THEN CAST("t1"."worth" AS NUMERIC) ELSE NULL END IS NULL)
            AND ("t1"."id" = ?7)
          )
        )
        ORDER BY "t1"."threads" DESC NULLS FIRST,
          "t1"."weight" ASC NULLS LAST,
          "t1"."shown_at" DESC NULLS FIRST,
          "t1"."best_light" DESC NULLS FIRST,
          CASE WHEN ("t1"."painter_id" = ?2) THEN CAST("t1"."worth" AS NUMERIC) ELSE NULL END ASC NULLS LAST,
          "t1"."id" ASC
        LIMIT 1
      ) IS NOT NULL
    )
  ) THEN 'true' ELSE 'false' END
  || ',"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 1) AND ("p0"."row number" = 1))
        THEN torii_cursor(
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE '"'
          || "p0"."sort 0"
          || '"' END
          || ','
          || CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE torii_float("p0"."sort 1") END
          || ','
          || CASE WHEN ("p0"."sort 2" IS NULL) THEN 'null' ELSE '"'
          || replace(
            CASE
              WHEN instr("p0"."sort 2",'.')
              THEN rtrim(substr("p0"."sort 2",1,26),'0')
              ELSE substr("p0"."sort 2",1,19)
              END,
            ' ',
            'T'
          )
          || 'Z"' END
          || ','
          || CASE WHEN ("p0"."sort 3" IS NULL) THEN 'null' ELSE '"'
          || CASE WHEN instr("p0"."sort 3",'.') THEN rtrim(substr("p0"."sort 3",1,15),'0') ELSE substr("p0"."sort 3",1,8) END
          || '"' END
          || ','
          || CASE WHEN ("p0"."sort 4" IS NULL) THEN 'null' ELSE '"'
          || CASE WHEN ("p0"."sort 4" GLOB '*.[0-9][0-9][0-9][0-9]') THEN "p0"."sort 4" ELSE torii_decimal("p0"."sort 4",4) END
          || '"' END
          || ','
          || '"'
          || "p0"."sort 5"
          || '"'
          || ']',
          'Canvas threads,weight desc,shown_at,best_light,worth desc,id desc'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"end_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 1) AND (("p0"."row number" = 1) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor(
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE '"'
          || "p0"."sort 0"
          || '"' END
          || ','
          || CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE torii_float("p0"."sort 1") END
          || ','
          || CASE WHEN ("p0"."sort 2" IS NULL) THEN 'null' ELSE '"'
          || replace(
            CASE
              WHEN instr("p0"."sort 2",'.')
              THEN rtrim(substr("p0"."sort 2",1,26),'0')
              ELSE substr("p0"."sort 2",1,19)
              END,
            ' ',
            'T'
          )
          || 'Z"' END
          || ','
          || CASE WHEN ("p0"."sort 3" IS NULL) THEN 'null' ELSE '"'
          || CASE WHEN instr("p0"."sort 3",'.') THEN rtrim(substr("p0"."sort 3",1,15),'0') ELSE substr("p0"."sort 3",1,8) END
          || '"' END
          || ','
          || CASE WHEN ("p0"."sort 4" IS NULL) THEN 'null' ELSE '"'
          || CASE WHEN ("p0"."sort 4" GLOB '*.[0-9][0-9][0-9][0-9]') THEN "p0"."sort 4" ELSE torii_decimal("p0"."sort 4",4) END
          || '"' END
          || ','
          || '"'
          || "p0"."sort 5"
          || '"'
          || ']',
          'Canvas threads,weight desc,shown_at,best_light,worth desc,id desc'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t2"."title" "title",
      "t2"."threads" "sort 0",
      "t2"."weight" "sort 1",
      "t2"."shown_at" "sort 2",
      "t2"."best_light" "sort 3",
      CASE WHEN ("t2"."painter_id" = ?2) THEN CAST("t2"."worth" AS NUMERIC) ELSE NULL END "sort 4",
      "t2"."id" "sort 5",
      row_number() OVER (
        ORDER BY "t2"."threads" ASC NULLS LAST,
          "t2"."weight" DESC NULLS FIRST,
          "t2"."shown_at" ASC NULLS LAST,
          "t2"."best_light" ASC NULLS LAST,
          CASE WHEN ("t2"."painter_id" = ?2) THEN CAST("t2"."worth" AS NUMERIC) ELSE NULL END DESC NULLS FIRST,
          "t2"."id" DESC
      ) "row number",
      lead(1) OVER (
        ORDER BY "t2"."threads" ASC NULLS LAST,
          "t2"."weight" DESC NULLS FIRST,
          "t2"."shown_at" ASC NULLS LAST,
          "t2"."best_light" ASC NULLS LAST,
          CASE WHEN ("t2"."painter_id" = ?2) THEN CAST("t2"."worth" AS NUMERIC) ELSE NULL END DESC NULLS FIRST,
          "t2"."id" DESC
      ) "row after"
    FROM "canvas" "t2"
    WHERE (("t2"."shown_at" <= ?1) OR ("t2"."painter_id" = ?2))
    AND (
      (("t2"."threads" > ?3) OR ("t2"."threads" IS NULL))
      OR (("t2"."threads" = ?3) AND ("t2"."weight" < ?4))
      OR (("t2"."threads" = ?3) AND ("t2"."weight" = ?4) AND (("t2"."shown_at" > ?5) OR ("t2"."shown_at" IS NULL)))
      OR (
        ("t2"."threads" = ?3)
        AND ("t2"."weight" = ?4)
        AND ("t2"."shown_at" = ?5)
        AND (("t2"."best_light" > ?6) OR ("t2"."best_light" IS NULL))
      )
      OR (
        ("t2"."threads" = ?3)
        AND ("t2"."weight" = ?4)
        AND ("t2"."shown_at" = ?5)
        AND ("t2"."best_light" = ?6)
        AND (CASE WHEN ("t2"."painter_id" = ?2) THEN CAST("t2"."worth" AS NUMERIC) ELSE NULL END IS NOT NULL)
      )
      OR (
        ("t2"."threads" = ?3)
        AND ("t2"."weight" = ?4)
        AND ("t2"."shown_at" = ?5)
        AND ("t2"."best_light" = ?6)
        AND (CASE WHEN ("t2"."painter_id" = ?2) THEN CAST("t2"."worth" AS NUMERIC) ELSE NULL END IS NULL)
        AND ("t2"."id" < ?7)
      )
    )
    ORDER BY "t2"."threads" ASC NULLS LAST,
      "t2"."weight" DESC NULLS FIRST,
      "t2"."shown_at" ASC NULLS LAST,
      "t2"."best_light" ASC NULLS LAST,
      CASE WHEN ("t2"."painter_id" = ?2) THEN CAST("t2"."worth" AS NUMERIC) ELSE NULL END DESC NULLS FIRST,
      "t2"."id" DESC
    LIMIT 2
  ) "p0"
)
