-- Dossiers by code (whole, or from its beginning up to :beyond), by the running number after the last dash, or
-- by the code another system gave; others' only when a code is whole.
WITH {{seen}},
named AS MATERIALIZED (
    (SELECT d.id, d.code = :code AS whole FROM dossier AS d WHERE d.code >= :code AND d.code < :beyond
     ORDER BY d.code LIMIT 100)
    UNION
    (SELECT d.id, false FROM dossier AS d WHERE substring(d.code, '[0-9]+$') = :running
     ORDER BY d.received_at DESC LIMIT 100)
    UNION
    (SELECT e.dossier_id, true FROM dossier_external_id AS e WHERE e.value = :outside LIMIT 100)
),
hit AS MATERIALIZED (
    SELECT d.*, named.whole, {{dossier:d}} AS is_seen FROM named JOIN dossier AS d USING (id), seen
)
(SELECT 'dossier' AS kind, hit.id, hit.code AS title,
        concat_ws(' · ', sheet.number || '/' || place.number, commune.name) AS detail,
        hit.state AS mark, place.parcel_id, ST_X(middle) AS x, ST_Y(middle) AS y, NULL AS office_name
 FROM hit
 LEFT JOIN LATERAL (SELECT v.* FROM dossier_parcel AS dp JOIN parcel_version AS v USING (parcel_id)
                    WHERE dp.dossier_id = hit.id
                    ORDER BY v.lifespan_end IS NULL DESC, v.lifespan_begin DESC, v.number LIMIT 1) AS place ON true
 LEFT JOIN sheet ON sheet.id = place.sheet_id
 LEFT JOIN admin_unit AS commune ON commune.id = place.commune_id
 LEFT JOIN LATERAL ST_PointOnSurface(place.geom_web) AS middle ON true
 WHERE hit.is_seen
 ORDER BY hit.closed_at IS NULL DESC, hit.received_at DESC, hit.code
 LIMIT :limit)
UNION ALL
(SELECT DISTINCT 'dossier', NULL::uuid, hit.code, NULL, NULL, NULL::uuid, NULL::float8, NULL::float8, office.name
 FROM hit JOIN custody ON custody.unit_id = hit.id JOIN office ON office.id = custody.office_id
 WHERE NOT hit.is_seen AND hit.whole
 ORDER BY office.name
 LIMIT 4)
