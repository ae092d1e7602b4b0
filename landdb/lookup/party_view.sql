-- A person or organisation with what is held in the office's scope, as one JSON document: directly or as a member
-- of a couple or household. ID numbers leave as their last four digits, the date of birth as its year, the
-- telephone number as its last two.
WITH {{seen}},
card AS MATERIALIZED (
    SELECT p.* FROM party AS p, seen WHERE p.id = :party AND {{party:p}}
),
held AS MATERIALIZED (
    SELECT v.*, sheet.number AS sheet, commune.name AS commune, rrr.kind, rv.type, share.numerator,
           share.denominator, holder.id AS holder_id, holder.name AS holder_name,
           ST_Transform(ST_Envelope(v.geom_web), 4326) AS box
    FROM seen,
         (SELECT card.id FROM card UNION ALL
          SELECT m.group_id FROM party_member AS m, card WHERE m.member_id = card.id AND m.lifespan_end IS NULL
         ) AS named
    JOIN share ON share.party_id = named.id
    JOIN party AS holder ON holder.id = share.party_id
    JOIN rrr_version AS rv ON rv.id = share.rrr_version_id AND rv.lifespan_end IS NULL
    JOIN rrr ON rrr.id = rv.rrr_id
    JOIN baunit_parcel AS bp ON bp.baunit_id = rrr.baunit_id AND bp.lifespan_end IS NULL
    JOIN parcel_version AS v ON v.parcel_id = bp.parcel_id AND v.lifespan_end IS NULL
    JOIN sheet ON sheet.id = v.sheet_id JOIN admin_unit AS commune ON commune.id = v.commune_id
    WHERE {{version:v}}
    ORDER BY rrr.kind = 'right' DESC, commune.name, sheet.number, v.number, v.id LIMIT 200
)
SELECT json_build_object(
    'id', card.id, 'kind', card.kind, 'name', card.name, 'gender', card.gender,
    'birth_year', left(card.birth_date, 4), 'address', card.address,
    'phone_end', right(card.phone, 2),
    'merged_into_id', card.merged_into_id, 'lifespan_end', card.lifespan_end,
    'identifiers', (SELECT json_agg(json_build_object('kind', i.kind, 'last4', right(i.number, 4)) ORDER BY i.kind)
                    FROM party_identifier AS i WHERE i.party_id = card.id AND i.lifespan_end IS NULL),
    'members', (SELECT json_agg(json_build_object('party_id', p.id, 'name', p.name, 'role', m.role,
                       'birth_year', left(p.birth_date, 4),
                       'identifiers', (SELECT json_agg(json_build_object('kind', i.kind, 'last4', right(i.number, 4))
                                                       ORDER BY i.kind)
                                       FROM party_identifier AS i
                                       WHERE i.party_id = p.id AND i.lifespan_end IS NULL)) ORDER BY m.role, p.name)
                FROM party_member AS m JOIN party AS p ON p.id = m.member_id
                WHERE m.group_id = card.id AND m.lifespan_end IS NULL),
    'groups', (SELECT json_agg(json_build_object('party_id', g.id, 'kind', g.kind, 'name', g.name, 'role', m.role)
                      ORDER BY g.name)
               FROM party_member AS m JOIN party AS g ON g.id = m.group_id
               WHERE m.member_id = card.id AND m.lifespan_end IS NULL),
    'certificates', (SELECT json_agg(json_build_object('id', c.id, 'serial', c.serial, 'form', c.form,
                            'status', newest.status, 'registry_number', newest.registry_number,
                            'issued_on', newest.issued_on)
                            ORDER BY newest.status = 'in_force' DESC, newest.issued_on DESC NULLS LAST, c.serial)
                     FROM certificate_holder AS h JOIN certificate AS c ON c.id = h.certificate_id
                     JOIN LATERAL (SELECT * FROM certificate_version AS each WHERE each.certificate_id = c.id
                                   ORDER BY each.lifespan_begin DESC LIMIT 1) AS newest ON true, seen
                     WHERE h.party_id = card.id AND {{certificate:c}}),
    'dossiers', (SELECT json_agg(json_build_object('id', d.id, 'code', d.code, 'procedure_code', d.procedure_code,
                        'procedure_vi', code.name_vi, 'procedure_en', code.name_en, 'state', d.state,
                        'received_at', d.received_at, 'due_at', d.due_at, 'closed_at', d.closed_at,
                        'office_name', office.name, 'applicant_name', d.applicant_name)
                        ORDER BY d.closed_at IS NULL DESC, d.received_at DESC)
                 FROM dossier AS d JOIN office ON office.id = d.office_id
                 LEFT JOIN code ON code.code_set = 'procedure' AND code.code = d.procedure_code, seen
                 WHERE d.applicant_id = card.id AND {{dossier:d}}),
    'places', (SELECT json_agg(json_build_object('parcel_id', h.parcel_id, 'feature_id', h.feature_id,
                      'sheet', h.sheet, 'number', h.number, 'commune', h.commune, 'use_label', h.use_label,
                      'legal_area_m2', h.legal_area_m2::text, 'ended', false, 'kind', h.kind, 'type', h.type,
                      'numerator', h.numerator, 'denominator', h.denominator,
                      'holder_id', h.holder_id, 'holder_name', h.holder_name,
                      'bbox', json_build_array(ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box))))
               FROM held AS h)
)::text
FROM card
