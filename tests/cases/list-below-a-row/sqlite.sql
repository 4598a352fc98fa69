-- ?1 = '2026-03-01'
-- ?2 = 1
SELECT coalesce(
  (
    SELECT (
      SELECT '{"data":'
      || '['
      || coalesce(
        group_concat(
          '{"title":' || json_quote(("p1"."title"||'')) || ',"seconds":' || "p1"."seconds" || '}',','
        ) FILTER (WHERE ("p1"."row number" <= 2)),
        ''
      )
      || ']'
      || ',"page":'
      || '{"has_next":'
      || CASE WHEN ((count(*) > 2)) THEN 'true' ELSE 'false' END
      || ',"has_previous":false,"start_cursor":'
      || coalesce(
        max(
          CASE
            WHEN (("p1"."row number" <= 2) AND ("p1"."row number" = 1))
            THEN torii_cursor('[' || "p1"."sort 0" || ',' || "p1"."sort 1" || ']','Track seconds desc,id desc')
            ELSE NULL
            END
        ),
        'null'
      )
      || ',"end_cursor":'
      || coalesce(
        max(
          CASE
            WHEN (("p1"."row number" <= 2) AND (("p1"."row number" = 2) OR ("p1"."row after" IS NULL)))
            THEN torii_cursor('[' || "p1"."sort 0" || ',' || "p1"."sort 1" || ']','Track seconds desc,id desc')
            ELSE NULL
            END
        ),
        'null'
      )
      || '}'
      || '}'
      FROM (
        SELECT "t2"."title" "title",
          "t2"."seconds" "seconds",
          "t2"."seconds" "sort 0",
          "t2"."id" "sort 1",
          row_number() OVER (ORDER BY "t2"."seconds" DESC,"t2"."id" DESC) "row number",
          lead(1) OVER (ORDER BY "t2"."seconds" DESC,"t2"."id" DESC) "row after"
        FROM "track" "t2"
        WHERE ("t2"."release_id" = "t0"."id")
        AND EXISTS (
          SELECT 1 FROM "release" "t3" WHERE ("t3"."id" = "t2"."release_id") AND ("t3"."released_on" <= ?1)
        )
        ORDER BY "t2"."seconds" DESC,"t2"."id" DESC
        LIMIT 3
      ) "p1"
    )
    FROM "release" "t0"
    WHERE ("t0"."id" = ?2) AND ("t0"."released_on" <= ?1)
  ),
  'null'
)
