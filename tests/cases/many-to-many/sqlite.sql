-- ?1 = '2026-03-01'
-- ?2 = 'Jazz'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":'
      || json_quote(("p0"."title"||''))
      || ',"genres":'
      || (
        SELECT '{"data":'
        || '['
        || coalesce(
          group_concat('{"name":' || json_quote(("p1"."name"||'')) || '}',',') FILTER (WHERE ("p1"."row number" <= 20)),
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
              THEN torii_cursor(
                '[' || json_quote(("p1"."sort 0"||'')) || ',' || "p1"."sort 1" || ']','Genre name desc,id desc'
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
              WHEN (("p1"."row number" <= 20) AND (("p1"."row number" = 20) OR ("p1"."row after" IS NULL)))
              THEN torii_cursor(
                '[' || json_quote(("p1"."sort 0"||'')) || ',' || "p1"."sort 1" || ']','Genre name desc,id desc'
              )
              ELSE NULL
              END
          ),
          'null'
        )
        || '}'
        || '}'
        FROM (
          SELECT "t2"."name" "name",
            "t2"."name" "sort 0",
            "t2"."id" "sort 1",
            row_number() OVER (ORDER BY "t2"."name" DESC,"t2"."id" DESC) "row number",
            lead(1) OVER (ORDER BY "t2"."name" DESC,"t2"."id" DESC) "row after"
          FROM "genre" "t2"
          JOIN "release_genre" "l3" ON ("l3"."genre_id" = "t2"."id")
          WHERE ("l3"."release_id" = "p0"."id")
          ORDER BY "t2"."name" DESC,"t2"."id" DESC
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Release id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Release id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t4"."title" "title",
      "t4"."id" "id",
      "t4"."id" "sort 0",
      row_number() OVER (ORDER BY "t4"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t4"."id" ASC) "row after"
    FROM "release" "t4"
    WHERE ("t4"."released_on" <= ?1)
    AND EXISTS (
      SELECT 1
      FROM "genre" "t5"
      JOIN "release_genre" "l6" ON ("l6"."genre_id" = "t5"."id")
      WHERE ("l6"."release_id" = "t4"."id") AND ("t5"."name" = ?2)
    )
    ORDER BY "t4"."id" ASC
    LIMIT 21
  ) "p0"
)
