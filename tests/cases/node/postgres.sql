-- $1 = 2
SELECT concat(
  '{"data":',
  coalesce(
    (
      SELECT concat('{"node_id":',concat('"Genre:',"t0"."id",'"'),',"name":',to_json("t0"."name"::text)::text,'}')
      FROM "genre" "t0"
      WHERE ("t0"."id" = $1)
    ),
    'null'
  ),
  '}'
)
