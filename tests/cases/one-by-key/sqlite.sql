-- ?1 = 1
-- ?2 = '2026-03-01'
SELECT '{"data":'
|| coalesce(
  (
    SELECT '{"id":'
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
    WHERE ("t0"."id" = ?1) AND ("t0"."released_on" <= ?2)
  ),
  'null'
)
|| '}'
