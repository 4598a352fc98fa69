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
          AND (
            EXISTS (
              SELECT 1 FROM "release" "t3" WHERE ("t3"."id" = "t2"."release_id") AND ("t3"."released_on" <= ?1)
            )
            OR EXISTS (
              SELECT 1
              FROM "release" "t4"
              WHERE ("t4"."id" = "t2"."release_id")
              AND EXISTS (
                SELECT 1
                FROM "label" "t5"
                WHERE ("t5"."id" = "t4"."label_id")
                AND EXISTS (
                  SELECT 1 FROM "label_member" "t6" WHERE ("t6"."label_id" = "t5"."id") AND ("t6"."account_id" = ?2)
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
          group_concat('{"seconds":' || "p7"."seconds" || '}',',') FILTER (WHERE ("p7"."row number" <= 20)),''
        )
        || ']'
        || ',"page":'
        || '{"has_next":'
        || CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END
        || ',"has_previous":false,"start_cursor":'
        || coalesce(
          max(
            CASE
              WHEN (("p7"."row number" <= 20) AND ("p7"."row number" = 1))
              THEN torii_cursor('[' || "p7"."sort 0" || ']','Track id')
              ELSE NULL
              END
          ),
          'null'
        )
        || ',"end_cursor":'
        || coalesce(
          max(
            CASE
              WHEN (("p7"."row number" <= 20) AND (("p7"."row number" = 20) OR ("p7"."row after" IS NULL)))
              THEN torii_cursor('[' || "p7"."sort 0" || ']','Track id')
              ELSE NULL
              END
          ),
          'null'
        )
        || '}'
        || '}'
        FROM (
          SELECT "t8"."seconds" "seconds",
            "t8"."id" "sort 0",
            row_number() OVER (ORDER BY "t8"."id" ASC) "row number",
            lead(1) OVER (ORDER BY "t8"."id" ASC) "row after"
          FROM "track" "t8"
          WHERE ("t8"."release_id" = "p0"."id")
          AND (
            EXISTS (
              SELECT 1 FROM "release" "t9" WHERE ("t9"."id" = "t8"."release_id") AND ("t9"."released_on" <= ?1)
            )
            OR EXISTS (
              SELECT 1
              FROM "release" "t10"
              WHERE ("t10"."id" = "t8"."release_id")
              AND EXISTS (
                SELECT 1
                FROM "label" "t11"
                WHERE ("t11"."id" = "t10"."label_id")
                AND EXISTS (
                  SELECT 1
                  FROM "label_member" "t12"
                  WHERE ("t12"."label_id" = "t11"."id") AND ("t12"."account_id" = ?2)
                )
              )
            )
          )
          ORDER BY "t8"."id" ASC
          LIMIT 21
        ) "p7"
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
    SELECT "t13"."title" "title",
      "t13"."id" "id",
      "t13"."id" "sort 0",
      row_number() OVER (ORDER BY "t13"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t13"."id" ASC) "row after"
    FROM "release" "t13"
    WHERE (
      ("t13"."released_on" <= ?1)
      OR EXISTS (
        SELECT 1
        FROM "label" "t14"
        WHERE ("t14"."id" = "t13"."label_id")
        AND EXISTS (
          SELECT 1 FROM "label_member" "t15" WHERE ("t15"."label_id" = "t14"."id") AND ("t15"."account_id" = ?2)
        )
      )
    )
    AND EXISTS (SELECT 1 FROM "artist" "t16" WHERE ("t16"."id" = "t13"."artist_id") AND ("t16"."name" GLOB ?3))
    ORDER BY "t13"."id" ASC
    LIMIT 21
  ) "p0"
)
