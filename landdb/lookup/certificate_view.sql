-- A certificate with its holders as printed, its parcels and what it replaced, as one JSON document.
WITH {{seen}},
card AS MATERIALIZED (
    SELECT c.* FROM certificate AS c, seen WHERE c.id = :certificate AND {{certificate:c}}
),
place AS MATERIALIZED (
    SELECT v.*, sheet.number AS sheet, commune.name AS commune, cp.printed_sheet, cp.printed_number,
           cp.printed_area_m2, ST_Transform(ST_Envelope(v.geom_web), 4326) AS box
    FROM card JOIN certificate_parcel AS cp ON cp.certificate_id = card.id
    JOIN LATERAL (SELECT * FROM parcel_version AS each WHERE each.parcel_id = cp.parcel_id
                  ORDER BY each.lifespan_begin DESC LIMIT 1) AS v ON true
    JOIN sheet ON sheet.id = v.sheet_id JOIN admin_unit AS commune ON commune.id = v.commune_id
)
SELECT json_build_object(
    'id', card.id, 'serial', card.serial, 'form', card.form, 'baunit_id', card.baunit_id,
    'status', newest.status, 'registry_number', newest.registry_number, 'issued_on', newest.issued_on,
    'issuer', newest.issuer, 'barcode', newest.barcode, 'note', newest.note,
    'replaced_by_id', newest.replaced_by_id,
    'replaced_by_serial', (SELECT n.serial FROM certificate AS n WHERE n.id = newest.replaced_by_id),
    'replaces', (SELECT json_agg(DISTINCT jsonb_build_object('id', old.id, 'serial', old.serial))
                 FROM certificate AS old JOIN certificate_version AS ov ON ov.certificate_id = old.id
                 WHERE old.baunit_id = card.baunit_id AND ov.replaced_by_id = card.id),
    'lifespan_begin', card.lifespan_begin, 'lifespan_end', card.lifespan_end,
    'holders', (SELECT json_agg(json_build_object('party_id', p.id, 'kind', p.kind, 'name', p.name, 'role', h.role,
                       'address', p.address, 'birth_year', left(p.birth_date, 4),
                       'identifiers', (SELECT json_agg(json_build_object('kind', i.kind, 'last4', right(i.number, 4))
                                                       ORDER BY i.kind)
                                       FROM party_identifier AS i
                                       WHERE i.party_id = p.id AND i.lifespan_end IS NULL))
                       ORDER BY h.position, p.name)
                FROM certificate_holder AS h JOIN party AS p ON p.id = h.party_id
                WHERE h.certificate_id = card.id),
    'places', (SELECT json_agg(json_build_object('parcel_id', p.parcel_id, 'feature_id', p.feature_id,
                      'sheet', p.sheet, 'number', p.number, 'commune', p.commune, 'use_label', p.use_label,
                      'legal_area_m2', p.legal_area_m2::text, 'ended', p.lifespan_end IS NOT NULL,
                      'printed_sheet', p.printed_sheet, 'printed_number', p.printed_number,
                      'printed_area_m2', p.printed_area_m2::text,
                      'bbox', json_build_array(ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)))
                      ORDER BY p.commune, p.sheet, p.number)
               FROM place AS p, seen WHERE {{version:p}})
)::text
FROM card
JOIN LATERAL (SELECT * FROM certificate_version AS each WHERE each.certificate_id = card.id
              ORDER BY each.lifespan_begin DESC LIMIT 1) AS newest ON true
