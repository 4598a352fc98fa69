-- ?1 = '2026-03-01'
-- ?2 = 'acct-label'
-- ?3 = 'Sigr*'
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"title":'
      || json_quote(("p0"."title"||''))
      || ',"duration":'
      || '{"tracks":'
      || (
        SELECT '[' || coalesce(group_concat('{"seconds":' || "p1"."seconds" || '}',','),'') || ']'
        FROM (
          SELECT "t2"."seconds" "seconds"
          FROM "track" "t2"
          WHERE ("t2"."release_id" = "p0"."id")
          AND EXISTS (
            SELECT 1
            FROM "release" "t3"
            WHERE ("t3"."id" = "t2"."release_id")
            AND (
              ("t3"."released_on" <= ?1)
              OR EXISTS (
                SELECT 1
                FROM "label" "t4"
                WHERE ("t4"."id" = "t3"."label_id")
                AND EXISTS (
                  SELECT 1 FROM "label_member" "t5" WHERE ("t5"."label_id" = "t4"."id") AND ("t5"."account_id" = ?2)
                )
              )
            )
          )
          ORDER BY "t2"."id" ASC
        ) "p1"
      )
      || '}'
      || ',"tracks":'
      || (
        SELECT '{"data":'
        || '['
        || coalesce(
          group_concat('{"seconds":' || "p6"."seconds" || '}',',') FILTER (WHERE ("p6"."row number" <= 20)),''
        )
        || ']'
        || ',"page":'
        || '{"has_next":'
        || CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END
        || ',"has_previous":false,"start_cursor":'
        || coalesce(
          max(
            CASE
              WHEN (("p6"."row number" <= 20) AND ("p6"."row number" = 1))
              THEN torii_cursor('[' || "p6"."sort 0" || ']','Track id')
              ELSE NULL
              END
          ),
          'null'
        )
        || ',"end_cursor":'
        || coalesce(
          max(
            CASE
              WHEN (("p6"."row number" <= 20) AND (("p6"."row number" = 20) OR ("p6"."row after" IS NULL)))
              THEN torii_cursor('[' || "p6"."sort 0" || ']','Track id')
              ELSE NULL
              END
          ),
          'null'
        )
        || '}'
        || '}'
        FROM (
          SELECT "t7"."seconds" "seconds",
            "t7"."id" "sort 0",
            row_number() OVER (ORDER BY "t7"."id" ASC) "row number",
            lead(1) OVER (ORDER BY "t7"."id" ASC) "row after"
          FROM "track" "t7"
          WHERE ("t7"."release_id" = "p0"."id")
          AND EXISTS (
            SELECT 1
            FROM "release" "t8"
            WHERE ("t8"."id" = "t7"."release_id")
            AND (
              ("t8"."released_on" <= ?1)
              OR EXISTS (
                SELECT 1
                FROM "label" "t9"
                WHERE ("t9"."id" = "t8"."label_id")
                AND EXISTS (
                  SELECT 1
                  FROM "label_member" "t10"
                  WHERE ("t10"."label_id" = "t9"."id") AND ("t10"."account_id" = ?2)
                )
              )
            )
          )
          ORDER BY "t7"."id" ASC
          LIMIT 21
        ) "p6"
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
    SELECT "t11"."title" "title",
      "t11"."id" "id",
      "t11"."id" "sort 0",
      row_number() OVER (ORDER BY "t11"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t11"."id" ASC) "row after"
    FROM "release" "t11"
    WHERE (
      ("t11"."released_on" <= ?1)
      OR EXISTS (
        SELECT 1
        FROM "label" "t12"
        WHERE ("t12"."id" = "t11"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t13" WHERE ("t13"."label_id" = "t12"."id") AND ("t13"."account_id" = ?2)
        )
      )
    )
    AND EXISTS (SELECT 1 FROM "artist" "t14" WHERE ("t14"."id" = "t11"."artist_id") AND ("t14"."name" GLOB ?3))
    ORDER BY "t11"."id" ASC
    LIMIT 21
  ) "p0"
)
