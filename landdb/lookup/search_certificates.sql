-- Certificates by serial, whole or from its beginning (:serial up to :beyond); others' only when whole.
WITH {{seen}},
hit AS MATERIALIZED (
    SELECT c.*, {{certificate:c}} AS is_seen
    FROM certificate AS c, seen
    WHERE c.serial_key >= :serial AND c.serial_key < :beyond
    ORDER BY c.serial_key LIMIT 60
)
(SELECT 'certificate' AS kind, hit.id, hit.serial AS title,
        concat_ws(' · ', sheet.number || '/' || place.number, commune.name) AS detail,
        (SELECT nullif(cv.status, 'in_force') FROM certificate_version AS cv
         WHERE cv.certificate_id = hit.id ORDER BY cv.lifespan_begin DESC LIMIT 1) AS mark,
        place.parcel_id, ST_X(middle) AS x, ST_Y(middle) AS y, NULL AS office_name
 FROM hit
 LEFT JOIN LATERAL (SELECT v.* FROM certificate_parcel AS cp JOIN parcel_version AS v USING (parcel_id)
                    WHERE cp.certificate_id = hit.id
                    ORDER BY v.lifespan_end IS NULL DESC, v.lifespan_begin DESC, v.number LIMIT 1) AS place ON true
 LEFT JOIN sheet ON sheet.id = place.sheet_id
 LEFT JOIN admin_unit AS commune ON commune.id = place.commune_id
 LEFT JOIN LATERAL ST_PointOnSurface(place.geom_web) AS middle ON true
 WHERE hit.is_seen
 ORDER BY hit.serial_key, hit.lifespan_begin
 LIMIT :limit)
UNION ALL
(SELECT DISTINCT 'certificate', NULL::uuid, hit.serial, NULL, NULL, NULL::uuid, NULL::float8, NULL::float8,
        office.name
 FROM hit JOIN custody ON custody.unit_id = hit.unit_id JOIN office ON office.id = custody.office_id
 WHERE NOT hit.is_seen AND hit.serial_key = :serial
 ORDER BY office.name
 LIMIT 4)
