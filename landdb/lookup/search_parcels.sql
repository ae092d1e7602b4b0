-- Parcels by sheet and number, today's and former; :place narrows by a commune's or district's name without
-- marks or its code, old ones too. Communes of before that merged share sheet numbers, so the one that numbered the
-- parcel stands in brackets beside today's. What the office does not see is told by its holder alone.
WITH RECURSIVE {{seen}},
named (id) AS (
    SELECT u.id FROM admin_unit AS u
    WHERE :place IS NOT NULL AND u.level IN ('commune', 'district')
      AND (u.code = :place OR vn_key(u.name) LIKE :place_like)
    UNION
    SELECT coalesce(s.successor_id, inner_unit.id) FROM named
    LEFT JOIN admin_succession AS s ON s.predecessor_id = named.id
    LEFT JOIN admin_unit AS inner_unit ON inner_unit.parent_id = named.id
    WHERE coalesce(s.successor_id, inner_unit.id) IS NOT NULL
),
hit AS MATERIALIZED (
    SELECT DISTINCT ON (v.parcel_id) v.*, sheet.number || '/' || v.number AS asked,
           v.lifespan_end IS NULL AS current
    FROM sheet JOIN parcel_version AS v ON v.sheet_id = sheet.id AND v.number = ANY (:numbers)
    WHERE sheet.number = ANY (:sheets)
      AND (:place IS NULL OR v.commune_id IN (SELECT id FROM named)
           OR sheet.commune_id IN (SELECT id FROM named))
    ORDER BY v.parcel_id, v.lifespan_begin DESC
),
newest AS (
    SELECT * FROM hit WHERE current
    UNION ALL
    SELECT v.*, hit.asked, hit.current
    FROM hit JOIN LATERAL (SELECT * FROM parcel_version AS each WHERE each.parcel_id = hit.parcel_id
                           ORDER BY each.lifespan_begin DESC LIMIT 1) AS v ON true
    WHERE NOT hit.current
),
judged AS MATERIALIZED (
    SELECT v.*, {{version:v}} AS is_seen FROM newest AS v, seen
)
(SELECT 'parcel' AS kind, best.id, best.title, best.detail, best.mark, best.id AS parcel_id,
        ST_X(middle) AS x, ST_Y(middle) AS y, NULL AS office_name
 FROM (SELECT j.parcel_id AS id, sheet.number || '/' || j.number AS title,
              concat_ws(' · ', concat(commune.name, ' (' || nullif(numbered.name, commune.name) || ')'),
                        j.use_label) AS detail,
              CASE WHEN j.lifespan_end IS NOT NULL THEN 'ended'
                   WHEN NOT j.current THEN 'former_number' END AS mark,
              j.geom_web
       FROM judged AS j JOIN sheet ON sheet.id = j.sheet_id JOIN admin_unit AS commune ON commune.id = j.commune_id
       JOIN admin_unit AS numbered ON numbered.id = sheet.commune_id
       WHERE j.is_seen
       ORDER BY j.lifespan_end IS NULL DESC, j.current DESC, commune.name, numbered.name, sheet.number, j.number
       LIMIT :limit) AS best,
      LATERAL ST_PointOnSurface(best.geom_web) AS middle)
UNION ALL
(SELECT DISTINCT 'parcel', NULL::uuid, j.asked, NULL, NULL, NULL::uuid, NULL::float8, NULL::float8, office.name
 FROM judged AS j JOIN custody ON custody.unit_id = j.parcel_id JOIN office ON office.id = custody.office_id
 WHERE NOT j.is_seen AND j.current
 ORDER BY office.name
 LIMIT 4)
