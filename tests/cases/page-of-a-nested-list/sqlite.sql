-- ?1 = '2026-03-01'
-- ?2 = 1
-- ?3 = 1
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"title":'
    || json_quote(("t0"."title"||''))
    || ',"tracks":'
    || (
      SELECT '{"data":'
      || '['
      || coalesce(
        group_concat('{"title":' || json_quote(("p1"."title"||'')) || '}',',') FILTER (WHERE ("p1"."row number" <= 1)),
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
            FROM "track" "t2"
            WHERE ("t2"."release_id" = "t0"."id")
            AND EXISTS (
              SELECT 1 FROM "release" "t3" WHERE ("t3"."id" = "t2"."release_id") AND ("t3"."released_on" <= ?1)
            )
            AND ("t2"."id" <= ?2)
            ORDER BY "t2"."id" DESC
            LIMIT 1
          ) IS NOT NULL
        )
      ) THEN 'true' ELSE 'false' END
      || ',"start_cursor":'
      || coalesce(
        max(
          CASE
            WHEN (("p1"."row number" <= 1) AND ("p1"."row number" = 1))
            THEN torii_cursor('[' || "p1"."sort 0" || ']','Track id')
            ELSE NULL
            END
        ),
        'null'
      )
      || ',"end_cursor":'
      || coalesce(
        max(
          CASE
            WHEN (("p1"."row number" <= 1) AND (("p1"."row number" = 1) OR ("p1"."row after" IS NULL)))
            THEN torii_cursor('[' || "p1"."sort 0" || ']','Track id')
            ELSE NULL
            END
        ),
        'null'
      )
      || '}'
      || '}'
      FROM (
        SELECT "t4"."title" "title",
          "t4"."id" "sort 0",
          row_number() OVER (ORDER BY "t4"."id" ASC) "row number",
          lead(1) OVER (ORDER BY "t4"."id" ASC) "row after"
        FROM "track" "t4"
        WHERE ("t4"."release_id" = "t0"."id")
        AND EXISTS (
          SELECT 1 FROM "release" "t5" WHERE ("t5"."id" = "t4"."release_id") AND ("t5"."released_on" <= ?1)
        )
        AND ("t4"."id" > ?2)
        ORDER BY "t4"."id" ASC
        LIMIT 2
      ) "p1"
    )
    || ',":etag":'
    || '"\"'
    || torii_digest(
      '{"id":'
      || "t0"."id"
      || ',"title":'
      || json_quote(("t0"."title"||''))
      || ',"format":'
      || CASE WHEN ("t0"."format" = 'DOWNLOAD') THEN '"DOWNLOAD"' ELSE CASE WHEN ("t0"."format" = 'CASSETTE') THEN '"CASSETTE"' ELSE CASE WHEN ("t0"."format" = 'CD') THEN '"CD"' ELSE CASE WHEN ("t0"."format" = 'VINYL') THEN '"VINYL"' ELSE NULL END END END END
      || ',"released_on":'
      || '"'
      || "t0"."released_on"
      || '"'
      || ',"price":'
      || '"'
      || CASE WHEN ("t0"."price" GLOB '*.[0-9][0-9]') THEN "t0"."price" ELSE torii_decimal("t0"."price",2) END
      || '"'
      || ',"stock":'
      || "t0"."stock"
      || ',"details":'
      || CASE WHEN ("t0"."details" IS NULL) THEN 'null' ELSE json("t0"."details") END
      || ',"cover":'
      || CASE WHEN ("t0"."cover" IS NULL) THEN 'null' ELSE json_quote(("t0"."cover"||'')) END
      || ',"artist_id":'
      || "t0"."artist_id"
      || ',"label_id":'
      || CASE WHEN ("t0"."label_id" IS NULL) THEN 'null' ELSE "t0"."label_id" END
      || '}'
    )
    || '\""'
    || '}'
    FROM "release" "t0"
    WHERE ("t0"."id" = ?3) AND ("t0"."released_on" <= ?1)
  ),
  'null'
)
|| '}'
