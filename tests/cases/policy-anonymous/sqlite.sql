-- ?1 = 1
-- ?2 = '2026-03-01'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":'
      || json_quote(("p0"."title"||''))
      || ',"reviews":'
      || (
        SELECT '{"data":'
        || '['
        || coalesce(
          group_concat(
            '{"stars":'
            || "p1"."stars"
            || ',"text":'
            || CASE WHEN ("p1"."text" IS NULL) THEN 'null' ELSE json_quote(("p1"."text"||'')) END
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
              THEN torii_cursor('[' || "p1"."sort 0" || ']','Review id')
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
              THEN torii_cursor('[' || "p1"."sort 0" || ']','Review id')
              ELSE NULL
              END
          ),
          'null'
        )
        || ',"total":'
        || (SELECT count(*) FROM "review" "t2" WHERE ("t2"."release_id" = "p0"."id") AND ("t2"."published" = ?1))
        || '}'
        || '}'
        FROM (
          SELECT "t3"."stars" "stars",
            "t3"."text" "text",
            "t3"."id" "sort 0",
            row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
            lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
          FROM "review" "t3"
          WHERE ("t3"."release_id" = "p0"."id") AND ("t3"."published" = ?1)
          ORDER BY "t3"."id" ASC
          LIMIT 21
        ) "p1"
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
        THEN torii_cursor(
          '[' || '"' || "p0"."sort 0" || '"' || ',' || "p0"."sort 1" || ']','Release released_on desc,id desc'
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
        WHEN (("p0"."row number" <= 20) AND (("p0"."row number" = 20) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor(
          '[' || '"' || "p0"."sort 0" || '"' || ',' || "p0"."sort 1" || ']','Release released_on desc,id desc'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"total":'
  || (SELECT count(*) FROM "release" "t4" WHERE ("t4"."released_on" <= ?2))
  || '}'
  || '}'
  FROM (
    SELECT "t5"."title" "title",
      "t5"."id" "id",
      "t5"."released_on" "sort 0",
      "t5"."id" "sort 1",
      row_number() OVER (ORDER BY "t5"."released_on" DESC,"t5"."id" DESC) "row number",
      lead(1) OVER (ORDER BY "t5"."released_on" DESC,"t5"."id" DESC) "row after"
    FROM "release" "t5"
    WHERE ("t5"."released_on" <= ?2)
    ORDER BY "t5"."released_on" DESC,"t5"."id" DESC
    LIMIT 21
  ) "p0"
)
