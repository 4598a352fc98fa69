SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"name":'
      || json_quote(("p0"."name"||''))
      || ',"children":'
      || (
        SELECT '{"data":'
        || '['
        || coalesce(
          group_concat(
            '{"name":'
            || json_quote(("p1"."name"||''))
            || ',"children":'
            || (
              SELECT '{"data":'
              || '['
              || coalesce(
                group_concat('{"name":' || json_quote(("p2"."name"||'')) || '}',',') FILTER (WHERE ("p2"."row number" <= 9)),
                ''
              )
              || ']'
              || ',"page":'
              || '{"has_next":'
              || CASE WHEN ((count(*) > 9)) THEN 'true' ELSE 'false' END
              || ',"has_previous":false,"start_cursor":'
              || coalesce(
                max(
                  CASE
                    WHEN (("p2"."row number" <= 9) AND ("p2"."row number" = 1))
                    THEN torii_cursor('[' || "p2"."sort 0" || ']','Genre id')
                    ELSE NULL
                    END
                ),
                'null'
              )
              || ',"end_cursor":'
              || coalesce(
                max(
                  CASE
                    WHEN (("p2"."row number" <= 9) AND (("p2"."row number" = 9) OR ("p2"."row after" IS NULL)))
                    THEN torii_cursor('[' || "p2"."sort 0" || ']','Genre id')
                    ELSE NULL
                    END
                ),
                'null'
              )
              || '}'
              || '}'
              FROM (
                SELECT "t3"."name" "name",
                  "t3"."id" "sort 0",
                  row_number() OVER (ORDER BY "t3"."id" ASC) "row number",
                  lead(1) OVER (ORDER BY "t3"."id" ASC) "row after"
                FROM "genre" "t3"
                WHERE ("t3"."parent_id" = "p1"."id")
                ORDER BY "t3"."id" ASC
                LIMIT 10
              ) "p2"
            )
            || '}',
            ','
          ) FILTER (WHERE ("p1"."row number" <= 9)),
          ''
        )
        || ']'
        || ',"page":'
        || '{"has_next":'
        || CASE WHEN ((count(*) > 9)) THEN 'true' ELSE 'false' END
        || ',"has_previous":false,"start_cursor":'
        || coalesce(
          max(
            CASE
              WHEN (("p1"."row number" <= 9) AND ("p1"."row number" = 1))
              THEN torii_cursor('[' || "p1"."sort 0" || ']','Genre id')
              ELSE NULL
              END
          ),
          'null'
        )
        || ',"end_cursor":'
        || coalesce(
          max(
            CASE
              WHEN (("p1"."row number" <= 9) AND (("p1"."row number" = 9) OR ("p1"."row after" IS NULL)))
              THEN torii_cursor('[' || "p1"."sort 0" || ']','Genre id')
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
          FROM "genre" "t4"
          WHERE ("t4"."parent_id" = "p0"."id")
          ORDER BY "t4"."id" ASC
          LIMIT 10
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Genre id')
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
        THEN torii_cursor('[' || "p0"."sort 0" || ']','Genre id')
        ELSE NULL
        END
    ),
    'null'
  )
  || '}'
  || '}'
  FROM (
    SELECT "t5"."name" "name",
      "t5"."id" "id",
      "t5"."id" "sort 0",
      row_number() OVER (ORDER BY "t5"."id" ASC) "row number",
      lead(1) OVER (ORDER BY "t5"."id" ASC) "row after"
    FROM "genre" "t5"
    WHERE ("t5"."parent_id" IS NULL)
    ORDER BY "t5"."id" ASC
    LIMIT 21
  ) "p0"
)
