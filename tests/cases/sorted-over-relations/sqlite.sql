-- ?1 = '2026-03-01'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat('{"title":' || json_quote(("p0"."title"||'')) || '}',',') FILTER (WHERE ("p0"."row number" <= 20)),
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
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 0"||'')) END
          || ','
          || CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 1"||'')) END
          || ','
          || json_quote(("p0"."sort 2"||''))
          || ','
          || "p0"."sort 3"
          || ']',
          'Track release.label.name desc,release.artist.name,title,id'
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
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 0"||'')) END
          || ','
          || CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 1"||'')) END
          || ','
          || json_quote(("p0"."sort 2"||''))
          || ','
          || "p0"."sort 3"
          || ']',
          'Track release.label.name desc,release.artist.name,title,id'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t1"."title" "title",
      (
        SELECT (SELECT "t4"."name" FROM "label" "t4" WHERE ("t4"."id" = "t3"."label_id"))
        FROM "release" "t3"
        WHERE ("t3"."id" = "t1"."release_id") AND ("t3"."released_on" <= ?1)
      ) "sort 0",
      (
        SELECT (SELECT "t6"."name" FROM "artist" "t6" WHERE ("t6"."id" = "t5"."artist_id"))
        FROM "release" "t5"
        WHERE ("t5"."id" = "t1"."release_id") AND ("t5"."released_on" <= ?1)
      ) "sort 1",
      "t1"."title" "sort 2",
      "t1"."id" "sort 3",
      row_number() OVER (
        ORDER BY (
          SELECT (SELECT "t4"."name" FROM "label" "t4" WHERE ("t4"."id" = "t3"."label_id"))
          FROM "release" "t3"
          WHERE ("t3"."id" = "t1"."release_id") AND ("t3"."released_on" <= ?1)
        ) DESC NULLS FIRST,
          (
            SELECT (SELECT "t6"."name" FROM "artist" "t6" WHERE ("t6"."id" = "t5"."artist_id"))
            FROM "release" "t5"
            WHERE ("t5"."id" = "t1"."release_id") AND ("t5"."released_on" <= ?1)
          ) ASC NULLS LAST,
          "t1"."title" ASC,
          "t1"."id" ASC
      ) "row number",
      lead(1) OVER (
        ORDER BY (
          SELECT (SELECT "t4"."name" FROM "label" "t4" WHERE ("t4"."id" = "t3"."label_id"))
          FROM "release" "t3"
          WHERE ("t3"."id" = "t1"."release_id") AND ("t3"."released_on" <= ?1)
        ) DESC NULLS FIRST,
          (
            SELECT (SELECT "t6"."name" FROM "artist" "t6" WHERE ("t6"."id" = "t5"."artist_id"))
            FROM "release" "t5"
            WHERE ("t5"."id" = "t1"."release_id") AND ("t5"."released_on" <= ?1)
          ) ASC NULLS LAST,
          "t1"."title" ASC,
          "t1"."id" ASC
      ) "row after"
    FROM "track" "t1"
    WHERE EXISTS (SELECT 1 FROM "release" "t2" WHERE ("t2"."id" = "t1"."release_id") AND ("t2"."released_on" <= ?1))
    ORDER BY (
      SELECT (SELECT "t4"."name" FROM "label" "t4" WHERE ("t4"."id" = "t3"."label_id"))
      FROM "release" "t3"
      WHERE ("t3"."id" = "t1"."release_id") AND ("t3"."released_on" <= ?1)
    ) DESC NULLS FIRST,
      (
        SELECT (SELECT "t6"."name" FROM "artist" "t6" WHERE ("t6"."id" = "t5"."artist_id"))
        FROM "release" "t5"
        WHERE ("t5"."id" = "t1"."release_id") AND ("t5"."released_on" <= ?1)
      ) ASC NULLS LAST,
      "t1"."title" ASC,
      "t1"."id" ASC
    LIMIT 21
  ) "p0"
)
