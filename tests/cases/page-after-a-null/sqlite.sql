-- ?1 = 3
SELECT (
  SELECT '{"data":'
  || '['
  || coalesce(
    group_concat(
      '{"name":'
      || json_quote(("p0"."name"||''))
      || ',"formed":'
      || CASE WHEN ("p0"."formed" IS NULL) THEN 'null' ELSE "p0"."formed" END
      || '}',
      ','
    ) FILTER (WHERE ("p0"."row number" <= 3)),
    ''
  )
  || ']'
  || ',"page":'
  || '{"has_next":'
  || CASE WHEN ((count(*) > 3)) THEN 'true' ELSE 'false' END
  || ',"has_previous":'
  || CASE WHEN (
    (
      (
        SELECT 1
        FROM "artist" "t1"
        WHERE (
          ("t1"."formed" IS NOT NULL)
          OR (("t1"."formed" IS NULL) AND ("t1"."country" IS NULL) AND ("t1"."id" > ?1))
          OR (("t1"."formed" IS NULL) AND ("t1"."country" IS NULL) AND ("t1"."id" = ?1))
        )
        ORDER BY "t1"."formed" DESC NULLS FIRST,"t1"."country" ASC NULLS LAST,"t1"."id" ASC
        LIMIT 1
      ) IS NOT NULL
    )
  ) THEN 'true' ELSE 'false' END
  || ',"start_cursor":'
  || coalesce(
    max(
      CASE
        WHEN (("p0"."row number" <= 3) AND ("p0"."row number" = 1))
        THEN torii_cursor(
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE "p0"."sort 0" END
          || ','
          || CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 1"||'')) END
          || ','
          || "p0"."sort 2"
          || ']',
          'Artist formed,country desc,id desc'
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
        WHEN (("p0"."row number" <= 3) AND (("p0"."row number" = 3) OR ("p0"."row after" IS NULL)))
        THEN torii_cursor(
          '['
          || CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE "p0"."sort 0" END
          || ','
          || CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE json_quote(("p0"."sort 1"||'')) END
          || ','
          || "p0"."sort 2"
          || ']',
          'Artist formed,country desc,id desc'
        )
        ELSE NULL
        END
    ),
    'null'
  )
  || ',"total":'
  || (SELECT count(*) FROM "artist" "t2")
  || '}'
  || '}'
  FROM (
    SELECT "t3"."name" "name",
      "t3"."formed" "formed",
      "t3"."formed" "sort 0",
      "t3"."country" "sort 1",
      "t3"."id" "sort 2",
      row_number() OVER (
        ORDER BY "t3"."formed" ASC NULLS LAST,"t3"."country" DESC NULLS FIRST,"t3"."id" DESC
      ) "row number",
      lead(1) OVER (
        ORDER BY "t3"."formed" ASC NULLS LAST,"t3"."country" DESC NULLS FIRST,"t3"."id" DESC
      ) "row after"
    FROM "artist" "t3"
    WHERE (
      (("t3"."formed" IS NULL) AND ("t3"."country" IS NOT NULL))
      OR (("t3"."formed" IS NULL) AND ("t3"."country" IS NULL) AND ("t3"."id" < ?1))
    )
    ORDER BY "t3"."formed" ASC NULLS LAST,"t3"."country" DESC NULLS FIRST,"t3"."id" DESC
    LIMIT 4
  ) "p0"
)
