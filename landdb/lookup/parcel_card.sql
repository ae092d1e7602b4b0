-- Everything about one parcel, as one JSON document. One statement: the card is what a clerk opens all day.
--
-- :parcel the parcel, :office the office that asks. The newest version speaks for the parcel; of an ended
-- parcel the card shows what stood when it ended ("until"). ID numbers leave the database as their last four
-- digits, dates of birth as years.
WITH {{seen}},
chosen AS MATERIALIZED (
    SELECT v.*, coalesce(v.lifespan_end, 'infinity') AS until
    FROM parcel_version AS v WHERE v.parcel_id = :parcel
    ORDER BY v.lifespan_begin DESC LIMIT 1
),
card AS MATERIALIZED (
    SELECT v.* FROM chosen AS v, seen WHERE {{version:v}}
),
stands AS MATERIALIZED (
    SELECT DISTINCT bp.baunit_id FROM baunit_parcel AS bp, card
    WHERE bp.parcel_id = card.parcel_id AND bp.lifespan_begin < card.until
      AND (bp.lifespan_end IS NULL OR bp.lifespan_end >= card.until)
),
entry AS MATERIALIZED (
    SELECT rrr.id, rrr.baunit_id, rrr.kind, rv.id AS version_id, rv.type, rv.origin_code, rv.form,
           rv.term_kind, rv.term_until, rv.term_text, rv.legal_from, rv.legal_until, rv.registered_at,
           rv.description,
           (SELECT json_build_object('kind', s.kind, 'number', s.number, 'title', s.title,
                                     'issuer', s.issuer, 'issued_on', s.issued_on)
            FROM source AS s WHERE s.id = rv.source_id) AS source
    FROM stands JOIN rrr USING (baunit_id) JOIN rrr_version AS rv ON rv.rrr_id = rrr.id, card
    WHERE rv.lifespan_begin < card.until AND (rv.lifespan_end IS NULL OR rv.lifespan_end >= card.until)
),
holding AS MATERIALIZED (
    SELECT share.rrr_version_id, share.numerator, share.denominator, p.id AS party_id, p.kind, p.name,
           p.address, left(p.birth_date, 4) AS birth_year
    FROM entry JOIN share ON share.rrr_version_id = entry.version_id
    JOIN party AS p ON p.id = share.party_id
),
member AS MATERIALIZED (
    SELECT m.group_id, m.role, p.id AS party_id, p.name, left(p.birth_date, 4) AS birth_year
    FROM party_member AS m JOIN party AS p ON p.id = m.member_id, card
    WHERE m.group_id IN (SELECT party_id FROM holding)
      AND m.lifespan_begin < card.until AND (m.lifespan_end IS NULL OR m.lifespan_end >= card.until)
),
identifier AS MATERIALIZED (
    SELECT i.party_id,
           json_agg(json_build_object('kind', i.kind, 'last4', right(i.number, 4)) ORDER BY i.kind) AS list
    FROM party_identifier AS i
    WHERE i.lifespan_end IS NULL
      AND i.party_id IN (SELECT party_id FROM holding UNION ALL SELECT party_id FROM member)
    GROUP BY i.party_id
),
place AS MATERIALIZED (
    SELECT ST_Transform(geom_web, 4326) AS geom FROM card
)
SELECT json_build_object(
    'id', card.parcel_id, 'feature_id', card.feature_id, 'version_id', card.id,
    'sheet', json_build_object('id', sheet.id, 'number', sheet.number, 'kind', sheet.map_kind,
                               'extract_year', sheet.extract_year, 'scale', sheet.scale),
    'number', card.number, 'address', card.address, 'srid', card.srid, 'crs_name', land_crs.name,
    'commune', json_build_object('code', today.code, 'name', today.name, 'unit_type', today.unit_type),
    'numbered_in', json_build_object('code', numbered.code, 'name', numbered.name,
                                     'unit_type', numbered.unit_type),
    'national_id', parcel.national_id, 'national_id_state', parcel.national_id_state,
    'legal_area_m2', card.legal_area_m2::text, 'computed_area_m2', card.computed_area_m2::text,
    'use_label', card.use_label,
    'lifespan_begin', parcel.lifespan_begin, 'lifespan_end', parcel.lifespan_end,
    'custody', (SELECT json_build_object('office_id', c.office_id, 'office_name', office.name,
                       'state', c.state, 'to_office_name', target.name)
                FROM custody AS c JOIN office ON office.id = c.office_id
                LEFT JOIN office AS target ON target.id = c.to_office
                WHERE c.unit_id = card.parcel_id),
    'uses', (SELECT json_agg(json_build_object('aspect', u.aspect, 'code', u.code, 'name_vi', code.name_vi,
                    'name_en', code.name_en, 'group', code.group_code, 'area_m2', u.area_m2::text)
                    ORDER BY u.aspect = 'legal' DESC, u.aspect, u.position)
             FROM land_use AS u LEFT JOIN code ON code.code_set = u.code_set AND code.code = u.code
             WHERE u.parcel_version_id = card.id),
    'entries', (SELECT json_agg(json_build_object('id', e.id, 'baunit_id', e.baunit_id, 'kind', e.kind,
                       'type', e.type, 'origin_code', e.origin_code, 'origin_vi', origin.name_vi,
                       'origin_en', origin.name_en, 'form', e.form, 'term_kind', e.term_kind,
                       'term_until', e.term_until, 'term_text', e.term_text, 'legal_from', e.legal_from,
                       'legal_until', e.legal_until, 'registered_at', e.registered_at,
                       'description', e.description, 'source', e.source,
                       'holders', (SELECT json_agg(json_build_object('party_id', h.party_id, 'kind', h.kind,
                               'name', h.name, 'address', h.address, 'birth_year', h.birth_year,
                               'numerator', h.numerator, 'denominator', h.denominator,
                               'identifiers', (SELECT list FROM identifier AS i WHERE i.party_id = h.party_id),
                               'members', (SELECT json_agg(json_build_object('party_id', m.party_id,
                                       'name', m.name, 'role', m.role, 'birth_year', m.birth_year,
                                       'identifiers', (SELECT list FROM identifier AS i
                                                       WHERE i.party_id = m.party_id)) ORDER BY m.role, m.name)
                                   FROM member AS m WHERE m.group_id = h.party_id))
                               ORDER BY h.numerator::numeric / h.denominator DESC, h.name, h.party_id)
                           FROM holding AS h WHERE h.rrr_version_id = e.version_id))
                       ORDER BY e.registered_at, e.id)
                FROM entry AS e LEFT JOIN code AS origin
                    ON origin.code_set = 'origin' AND origin.code = e.origin_code),
    'certificates', (SELECT json_agg(json_build_object('id', c.id, 'serial', c.serial, 'form', c.form,
                            'status', cv.status, 'registry_number', cv.registry_number,
                            'issued_on', cv.issued_on, 'issuer', cv.issuer, 'printed_sheet', cp.printed_sheet,
                            'printed_number', cp.printed_number,
                            'printed_area_m2', cp.printed_area_m2::text, 'replaced_by_id', cv.replaced_by_id,
                            'replaced_by_serial', (SELECT n.serial FROM certificate AS n
                                                   WHERE n.id = cv.replaced_by_id))
                            ORDER BY cv.status = 'in_force' DESC, cv.issued_on DESC NULLS LAST, c.serial)
                     FROM certificate_parcel AS cp JOIN certificate AS c ON c.id = cp.certificate_id
                     JOIN LATERAL (SELECT * FROM certificate_version AS each
                                   WHERE each.certificate_id = c.id
                                   ORDER BY each.lifespan_begin DESC LIMIT 1) AS cv ON true
                     WHERE cp.parcel_id = card.parcel_id),
    'dossiers', (SELECT json_agg(json_build_object('id', d.id, 'code', d.code,
                        'procedure_code', d.procedure_code, 'procedure_vi', code.name_vi,
                        'procedure_en', code.name_en, 'state', d.state, 'received_at', d.received_at,
                        'due_at', d.due_at, 'closed_at', d.closed_at, 'office_name', office.name,
                        'applicant_name', d.applicant_name)
                        ORDER BY d.closed_at IS NULL DESC, d.received_at DESC)
                 FROM dossier_parcel AS dp JOIN dossier AS d ON d.id = dp.dossier_id
                 JOIN office ON office.id = d.office_id
                 LEFT JOIN code ON code.code_set = 'procedure' AND code.code = d.procedure_code
                 WHERE dp.parcel_id = card.parcel_id),
    'parents', (SELECT json_agg(json_build_object('parcel_id', k.parent_id, 'kind', k.kind, 'at', k.at,
                       'sheet', s.number, 'number', v.number, 'ended', v.lifespan_end IS NOT NULL)
                       ORDER BY k.at, s.number, v.number)
                FROM parcel_lineage AS k
                JOIN LATERAL (SELECT * FROM parcel_version AS each WHERE each.parcel_id = k.parent_id
                              ORDER BY each.lifespan_begin DESC LIMIT 1) AS v ON true
                JOIN sheet AS s ON s.id = v.sheet_id
                WHERE k.child_id = card.parcel_id),
    'children', (SELECT json_agg(json_build_object('parcel_id', k.child_id, 'kind', k.kind, 'at', k.at,
                        'sheet', s.number, 'number', v.number, 'ended', v.lifespan_end IS NOT NULL)
                        ORDER BY k.at, s.number, v.number)
                 FROM parcel_lineage AS k
                 JOIN LATERAL (SELECT * FROM parcel_version AS each WHERE each.parcel_id = k.child_id
                               ORDER BY each.lifespan_begin DESC LIMIT 1) AS v ON true
                 JOIN sheet AS s ON s.id = v.sheet_id
                 WHERE k.parent_id = card.parcel_id),
    'versions', (SELECT json_agg(json_build_object('id', v.id, 'sheet', s.number, 'number', v.number,
                        'commune', a.name, 'use_label', v.use_label, 'legal_area_m2', v.legal_area_m2::text,
                        'computed_area_m2', v.computed_area_m2::text, 'begin', v.lifespan_begin,
                        'end', v.lifespan_end) ORDER BY v.lifespan_begin DESC)
                 FROM parcel_version AS v JOIN sheet AS s ON s.id = v.sheet_id
                 JOIN admin_unit AS a ON a.id = v.commune_id
                 WHERE v.parcel_id = card.parcel_id),
    'bbox', json_build_array(ST_XMin(place.geom), ST_YMin(place.geom), ST_XMax(place.geom), ST_YMax(place.geom)),
    'geojson', ST_AsGeoJSON(place.geom, 7)
)::text
FROM card CROSS JOIN place
JOIN parcel ON parcel.id = card.parcel_id
JOIN sheet ON sheet.id = card.sheet_id
JOIN land_crs ON land_crs.srid = card.srid
JOIN admin_unit AS today ON today.id = card.commune_id
JOIN admin_unit AS numbered ON numbered.id = sheet.commune_id
