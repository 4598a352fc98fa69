-- $1 = a part of the cursors' key
-- $2 = a part of the cursors' key
-- $3 = datetime.date(2026, 3, 1)
SELECT (
  SELECT concat(
    '{"data":',
    concat(
      '[',
      coalesce(
        string_agg(
          concat('{"title":',to_json("p0"."title"::text)::text,'}'),','
        ) FILTER (WHERE ("p0"."row number" <= 20)),
        ''
      ),
      ']'
    ),
    ',"page":',
    concat(
      '{"has_next":',
      CASE WHEN ((count(*) > 20)) THEN 'true' ELSE 'false' END,
      ',"has_previous":false,"start_cursor":',
      coalesce(
        max(
          CASE
            WHEN (("p0"."row number" <= 20) AND ("p0"."row number" = 1))
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
                              $1::bytea
                              || sha256(
                                (
                                  $2::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE
                                        WHEN ("p0"."sort 0" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 0"::text)::text
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 1" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 1"::text)::text
                                        END,
                                      ',',
                                      to_json("p0"."sort 2"::text)::text,
                                      ',',
                                      "p0"."sort 3"::text,
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
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE to_json("p0"."sort 0"::text)::text END,
                        ',',
                        CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE to_json("p0"."sort 1"::text)::text END,
                        ',',
                        to_json("p0"."sort 2"::text)::text,
                        ',',
                        "p0"."sort 3"::text,
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
            WHEN (("p0"."row number" <= 20) AND (("p0"."row number" = 20) OR ("p0"."row after" IS NULL)))
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
                              $1::bytea
                              || sha256(
                                (
                                  $2::bytea
                                  || convert_to(
                                    concat(
                                      '[',
                                      CASE
                                        WHEN ("p0"."sort 0" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 0"::text)::text
                                        END,
                                      ',',
                                      CASE
                                        WHEN ("p0"."sort 1" IS NULL)
                                        THEN 'null'
                                        ELSE to_json("p0"."sort 1"::text)::text
                                        END,
                                      ',',
                                      to_json("p0"."sort 2"::text)::text,
                                      ',',
                                      "p0"."sort 3"::text,
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
                        CASE WHEN ("p0"."sort 0" IS NULL) THEN 'null' ELSE to_json("p0"."sort 0"::text)::text END,
                        ',',
                        CASE WHEN ("p0"."sort 1" IS NULL) THEN 'null' ELSE to_json("p0"."sort 1"::text)::text END,
                        ',',
                        to_json("p0"."sort 2"::text)::text,
                        ',',
                        "p0"."sort 3"::text,
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
    SELECT "t1"."title" "title",
      (
        SELECT (SELECT "t4"."name" FROM "label" "t4" WHERE ("t4"."id" = "t3"."label_id"))
        FROM "release" "t3"
        WHERE ("t3"."id" = "t1"."release_id") AND ("t3"."released_on" <= $3)
      ) "sort 0",
      (
        SELECT (SELECT "t6"."name" FROM "artist" "t6" WHERE ("t6"."id" = "t5"."artist_id"))
        FROM "release" "t5"
        WHERE ("t5"."id" = "t1"."release_id") AND ("t5"."released_on" <= $3)
      ) "sort 1",
      "t1"."title" "sort 2",
      "t1"."id" "sort 3",
      row_number() OVER (
        ORDER BY (
          SELECT (SELECT "t4"."name" FROM "label" "t4" WHERE ("t4"."id" = "t3"."label_id"))
          FROM "release" "t3"
          WHERE ("t3"."id" = "t1"."release_id") AND ("t3"."released_on" <= $3)
        ) DESC,
          (
            SELECT (SELECT "t6"."name" FROM "artist" "t6" WHERE ("t6"."id" = "t5"."artist_id"))
            FROM "release" "t5"
            WHERE ("t5"."id" = "t1"."release_id") AND ("t5"."released_on" <= $3)
          ),
          "t1"."title",
          "t1"."id"
      ) "row number",
      lead(1) OVER (
        ORDER BY (
          SELECT (SELECT "t4"."name" FROM "label" "t4" WHERE ("t4"."id" = "t3"."label_id"))
          FROM "release" "t3"
          WHERE ("t3"."id" = "t1"."release_id") AND ("t3"."released_on" <= $3)
        ) DESC,
          (
            SELECT (SELECT "t6"."name" FROM "artist" "t6" WHERE ("t6"."id" = "t5"."artist_id"))
            FROM "release" "t5"
            WHERE ("t5"."id" = "t1"."release_id") AND ("t5"."released_on" <= $3)
          ),
          "t1"."title",
          "t1"."id"
      ) "row after"
    FROM "track" "t1"
    WHERE EXISTS (SELECT 1 FROM "release" "t2" WHERE ("t2"."id" = "t1"."release_id") AND ("t2"."released_on" <= $3))
    ORDER BY (
      SELECT (SELECT "t4"."name" FROM "label" "t4" WHERE ("t4"."id" = "t3"."label_id"))
      FROM "release" "t3"
      WHERE ("t3"."id" = "t1"."release_id") AND ("t3"."released_on" <= $3)
    ) DESC,
      (
        SELECT (SELECT "t6"."name" FROM "artist" "t6" WHERE ("t6"."id" = "t5"."artist_id"))
        FROM "release" "t5"
        WHERE ("t5"."id" = "t1"."release_id") AND ("t5"."released_on" <= $3)
      ),
      "t1"."title",
      "t1"."id"
    LIMIT 21
  ) "p0"
)
