-- ?1 = '2026-03-01'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"name":'
      || json_quote(("p0"."name"||''))
      || ',"releases":'
      || (
        SELECT '{"data":'
        || '['
        || coalesce(
          group_concat('{"title":' || json_quote(("p1"."title"||'')) || '}',',') FILTER (WHERE ("p1"."row number" <= 2)),
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
              THEN torii_cursor(
                '[' || json_quote(("p1"."sort 0"||'')) || ',' || "p1"."sort 1" || ']','Release title,id'
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
              WHEN (("p1"."row number" <= 2) AND (("p1"."row number" = 2) OR ("p1"."row after" IS NULL)))
              THEN torii_cursor(
                '[' || json_quote(("p1"."sort 0"||'')) || ',' || "p1"."sort 1" || ']','Release title,id'
              )
              ELSE NULL
              END
          ),
          'null'
        )
        || ',"total":'
        || (SELECT count(*) FROM "release" "t2" WHERE ("t2"."artist_id" = "p0"."id") AND ("t2"."released_on" <= ?1))
        || '}'
        || '}'
        FROM (
          SELECT "t3"."title" "title",
            "t3"."title" "sort 0",
            "t3"."id" "sort 1",
            row_number() OVER (ORDER BY "t3"."title" ASC,"t3"."id" ASC) "row number",
            lead(1) OVER (ORDER BY "t3"."title" ASC,"t3"."id" ASC) "row after"
          FROM "release" "t3"
          WHERE ("t3"."artist_id" = "p0"."id") AND ("t3"."released_on" <= ?1)
          ORDER BY "t3"."title" ASC,"t3"."id" ASC
          LIMIT 3
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Artist id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Artist id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t4"."name" "name",
      "t4"."id" "id",
      "t4"."id" "sort 0",
      row_number() OVER (ORDER BY "t4"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t4"."id" ASC) "row after"
    FROM "artist" "t4"
    ORDER BY "t4"."id" ASC
    LIMIT 21
  ) "p0"
)
