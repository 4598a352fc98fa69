-- $1 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $2 = 'ida'
-- $3 = -1
-- $4 = 1e+21
-- $5 = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
-- $6 = datetime.time(21, 0, 0, 500000, tzinfo=datetime.timezone.utc)
-- $7 = UUID('2f9619ff-8b86-4011-b42d-00c04fc964ff')
-- $8 = a part of the cursors' key
-- $9 = a part of the cursors' key
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat(
            '{"title":',CASE WHEN ("p0"."title" IS NULL) THEN 'null' ELSE to_json("p0"."title"::text)::text END,'}'
          ),
          ','
        ) FILTER (WHERE ("p0"."row number" <= 1)),
        ''
      ),
      ']'
    ),
    ',"page":',
    concat(
      '{"has_next":',
      CASE WHEN ((count(*) > 1)) THEN 'true' ELSE 'false' END,
      ',"has_previous":',
      CASE
        WHEN (
          (
            (
              SELECT 1
              FROM "canvas" "t1"
              WHERE (("t1"."shown_at" <= $1) OR ("t1"."painter_id" = $2))
              AND (
                ("t1"."threads" < $3)
                OR (("t1"."threads" = $3) AND (("t1"."weight" > $4) OR ("t1"."weight" IS NULL)))
                OR (("t1"."threads" = $3) AND ("t1"."weight" = $4) AND ("t1"."shown_at" < $5))
                OR (
                  ("t1"."threads" = $3)
                  AND ("t1"."weight" = $4)
                  AND ("t1"."shown_at" = $5)
                  AND ("t1"."best_light" < $6)
                )
                OR (
                  ("t1"."threads" = $3)
                  AND ("t1"."weight" = $4)
                  AND ("t1"."shown_at" = $5)
                  AND ("t1"."best_light" = $6)
                  AND (CASE WHEN ("t1"."painter_id" = $2) THEN "t1"."worth" ELSE NULL END IS NULL)
                  AND ("t1"."id" > $7)
                )
                OR (
                  ("t1"."threads" = $3)
                  AND ("t1"."weight" = $4)
                  AND ("t1"."shown_at" = $5)
                  AND ("t1"."best_light" = $6)
                  AND (CASE WHEN ("t1"."painter_id" = $2) THEN "t1"."worth" ELSE NULL END IS NULL)
                  AND ("t1"."id" = $7)
                )
              )
              ORDER BY "t1"."threads" DESC,
                "t1"."weight",
                "t1"."shown_at" DESC,
                "t1"."best_light" DESC,
                CASE WHEN ("t1"."painter_id" = $2) THEN "t1"."worth" ELSE NULL END,
                "t1"."id"
              LIMIT 1
            ) IS NOT NULL
          )
        )
        THEN 'true'
        ELSE 'false'
        END,
      ',"start_cursor":',
      coalesce(
        max(
          CASE
            WHEN (("p0"."row number" <= 1) AND ("p0"."row number" = 1))
            THEN concat(
              '"',
              translate(
                encode(
                  convert_to(
                    concat(
                      left(
                        encode(
                          sha256(
                            (
                              $8::bytea
                              || sha256(
                                (
                                  $9::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE
                                        WHEN ("p0"."sort 0" IS NULL)
                                        THEN 'null'
                                        ELSE concat('"',"p0"."sort 0",'"')
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 1" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 1")::text
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 2" IS NULL)
                                        THEN 'null'
                                        ELSE concat(
                                          '"',replace(("p0"."sort 2" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'
                                        )
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 3" IS NULL)
                                        THEN 'null'
                                        ELSE concat('"',("p0"."sort 3" AT TIME ZONE 'UTC')::time::text,'"')
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 4" IS NULL)
                                        THEN 'null'
                                        ELSE concat('"',"p0"."sort 4",'"')
                                        END,
                                      ',',
                                      concat('"',"p0"."sort 5",'"'),
                                      ']'
                                    ),
                                    'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat(
                        '[',
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE concat('"',"p0"."sort 0",'"') END,
                        ',',
                        CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE to_json("p0"."sort 1")::text END,
                        ',',
                        CASE
                          WHEN ("p0"."sort 2" IS NULL)
                          THEN 'null'
                          ELSE concat('"',replace(("p0"."sort 2" AT TIME ZONE 'UTC')::text,' ','T'),'Z"')
                          END,
                        ',',
                        CASE
                          WHEN ("p0"."sort 3" IS NULL)
                          THEN 'null'
                          ELSE concat('"',("p0"."sort 3" AT TIME ZONE 'UTC')::time::text,'"')
                          END,
                        ',',
                        CASE WHEN ("p0"."sort 4" IS NULL) THEN 'null' ELSE concat('"',"p0"."sort 4",'"') END,
                        ',',
                        concat('"',"p0"."sort 5",'"'),
                        ']'
                      )
                    ),
                    'UTF8'
                  ),
                  'base64'
                ),
                '+/=
',
                '-_'
              ),
              '"'
            )
            ELSE NULL
            END
        ),
        'null'
      ),
      ',"end_cursor":',
      coalesce(
        max(
          CASE
            WHEN (("p0"."row number" <= 1) AND (("p0"."row number" = 1) OR ("p0"."row after" IS NULL)))
            THEN concat(
              '"',
              translate(
                encode(
                  convert_to(
                    concat(
                      left(
                        encode(
                          sha256(
                            (
                              $8::bytea
                              || sha256(
                                (
                                  $9::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE
                                        WHEN ("p0"."sort 0" IS NULL)
                                        THEN 'null'
                                        ELSE concat('"',"p0"."sort 0",'"')
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 1" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 1")::text
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 2" IS NULL)
                                        THEN 'null'
                                        ELSE concat(
                                          '"',replace(("p0"."sort 2" AT TIME ZONE 'UTC')::text,' ','T'),'Z"'
                                        )
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 3" IS NULL)
                                        THEN 'null'
                                        ELSE concat('"',("p0"."sort 3" AT TIME ZONE 'UTC')::time::text,'"')
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 4" IS NULL)
                                        THEN 'null'
                                        ELSE concat('"',"p0"."sort 4",'"')
                                        END,
                                      ',',
                                      concat('"',"p0"."sort 5",'"'),
                                      ']'
                                    ),
                                    'UTF8'
                                  )
                                )
                              )
                            )
                          ),
                          'hex'
                        ),
                        16
                      ),
                      concat(
                        '[',
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE concat('"',"p0"."sort 0",'"') END,
                        ',',
                        CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE to_json("p0"."sort 1")::text END,
                        ',',
                        CASE
                          WHEN ("p0"."sort 2" IS NULL)
                          THEN 'null'
                          ELSE concat('"',replace(("p0"."sort 2" AT TIME ZONE 'UTC')::text,' ','T'),'Z"')
                          END,
                        ',',
                        CASE
                          WHEN ("p0"."sort 3" IS NULL)
                          THEN 'null'
                          ELSE concat('"',("p0"."sort 3" AT TIME ZONE 'UTC')::time::text,'"')
                          END,
                        ',',
                        CASE WHEN ("p0"."sort 4" IS NULL) THEN 'null' ELSE concat('"',"p0"."sort 4",'"') END,
                        ',',
                        concat('"',"p0"."sort 5",'"'),
                        ']'
                      )
                    ),
                    'UTF8'
                  ),
                  'base64'
                ),
                '+/=
',
                '-_'
              ),
              '"'
            )
            ELSE NULL
            END
        ),
        'null'
      ),
      '}'
    ),
    '}'
  )
  FROM (
    SELECT "t2"."title" "title",
      "t2"."threads" "sort 0",
      "t2"."weight" "sort 1",
      "t2"."shown_at" "sort 2",
      "t2"."best_light" "sort 3",
      CASE WHEN ("t2"."painter_id" = $2) THEN "t2"."worth" ELSE NULL END "sort 4",
      "t2"."id" "sort 5",
      row_number() OVER (
        ORDER BY "t2"."threads",
          "t2"."weight" DESC,
          "t2"."shown_at",
          "t2"."best_light",
          CASE WHEN ("t2"."painter_id" = $2) THEN "t2"."worth" ELSE NULL END DESC,
          "t2"."id" DESC
      ) "row number",
      lead(1) OVER (
        ORDER BY "t2"."threads",
          "t2"."weight" DESC,
          "t2"."shown_at",
          "t2"."best_light",
          CASE WHEN ("t2"."painter_id" = $2) THEN "t2"."worth" ELSE NULL END DESC,
          "t2"."id" DESC
      ) "row after"
    FROM "canvas" "t2"
    WHERE (("t2"."shown_at" <= $1) OR ("t2"."painter_id" = $2))
    AND (
      (("t2"."threads" > $3) OR ("t2"."threads" IS NULL))
      OR (("t2"."threads" = $3) AND ("t2"."weight" < $4))
      OR (("t2"."threads" = $3) AND ("t2"."weight" = $4) AND (("t2"."shown_at" > $5) OR ("t2"."shown_at" IS NULL)))
      OR (
        ("t2"."threads" = $3)
        AND ("t2"."weight" = $4)
        AND ("t2"."shown_at" = $5)
        AND (("t2"."best_light" > $6) OR ("t2"."best_light" IS NULL))
      )
      OR (
        ("t2"."threads" = $3)
        AND ("t2"."weight" = $4)
        AND ("t2"."shown_at" = $5)
        AND ("t2"."best_light" = $6)
        AND (CASE WHEN ("t2"."painter_id" = $2) THEN "t2"."worth" ELSE NULL END IS NOT NULL)
      )
      OR (
        ("t2"."threads" = $3)
        AND ("t2"."weight" = $4)
        AND ("t2"."shown_at" = $5)
        AND ("t2"."best_light" = $6)
        AND (CASE WHEN ("t2"."painter_id" = $2) THEN "t2"."worth" ELSE NULL END IS NULL)
        AND ("t2"."id" < $7)
      )
    )
    ORDER BY "t2"."threads",
      "t2"."weight" DESC,
      "t2"."shown_at",
      "t2"."best_light",
      CASE WHEN ("t2"."painter_id" = $2) THEN "t2"."worth" ELSE NULL END DESC,
      "t2"."id" DESC
    LIMIT 2
  ) "p0"
)
