-- A dossier with its steps, parcels and codes elsewhere, as one JSON document. Of its parcels, those the office sees.
WITH {{seen}},
card AS MATERIALIZED (
    SELECT d.* FROM dossier AS d, seen WHERE d.id = :dossier AND {{dossier:d}}
),
place AS MATERIALIZED (
    SELECT v.*, sheet.number AS sheet, commune.name AS commune, ST_Transform(ST_Envelope(v.geom_web), 4326) AS box
    FROM card JOIN dossier_parcel AS dp ON dp.dossier_id = card.id
    JOIN LATERAL (SELECT * FROM parcel_version AS each WHERE each.parcel_id = dp.parcel_id
                  ORDER BY each.lifespan_begin DESC LIMIT 1) AS v ON true
    JOIN sheet ON sheet.id = v.sheet_id JOIN admin_unit AS commune ON commune.id = v.commune_id
)
SELECT json_build_object(
    'id', card.id, 'code', card.code, 'state', card.state,
    'procedure_code', card.procedure_code, 'procedure_vi', procedure.name_vi, 'procedure_en', procedure.name_en,
    'office_id', card.office_id, 'office_name', office.name,
    'applicant_name', card.applicant_name, 'applicant_id', card.applicant_id,
    'received_at', card.received_at, 'due_at', card.due_at, 'closed_at', card.closed_at,
    'custody', (SELECT json_build_object('office_id', c.office_id, 'office_name', holder.name,
                       'state', c.state, 'to_office_name', target.name)
                FROM custody AS c JOIN office AS holder ON holder.id = c.office_id
                LEFT JOIN office AS target ON target.id = c.to_office WHERE c.unit_id = card.id),
    'steps', (SELECT json_agg(json_build_object('position', s.position, 'state', s.state,
                     'office_name', at_office.name, 'officer', account.display_name, 'began_at', s.began_at,
                     'ended_at', s.ended_at, 'note', s.note) ORDER BY s.position)
              FROM dossier_step AS s JOIN office AS at_office ON at_office.id = s.office_id
              LEFT JOIN account ON account.id = s.account_id
              WHERE s.dossier_id = card.id),
    'external_ids', (SELECT json_agg(json_build_object('system', e.system, 'value', e.value) ORDER BY e.system, e.value)
                     FROM dossier_external_id AS e WHERE e.dossier_id = card.id),
    'places', (SELECT json_agg(json_build_object('parcel_id', p.parcel_id, 'feature_id', p.feature_id,
                      'sheet', p.sheet, 'number', p.number, 'commune', p.commune, 'use_label', p.use_label,
                      'legal_area_m2', p.legal_area_m2::text, 'ended', p.lifespan_end IS NOT NULL,
                      'bbox', json_build_array(ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)))
                      ORDER BY p.commune, p.sheet, p.number)
               FROM place AS p, seen WHERE {{version:p}})
)::text
FROM card
JOIN office ON office.id = card.office_id
LEFT JOIN code AS procedure ON procedure.code_set = 'procedure' AND procedure.code = card.procedure_code
