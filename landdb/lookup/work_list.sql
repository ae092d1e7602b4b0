-- The open dossiers of an office (:state NULL: in any state; :late: past their day), the soonest due first, with
-- their first parcel; and how many there are by state, whatever is listed.
WITH open AS MATERIALIZED (
    SELECT d.id, d.code, d.procedure_code, d.state, d.applicant_name, d.received_at, d.due_at
    FROM dossier AS d
    WHERE d.office_id = :office AND d.closed_at IS NULL
),
soonest AS MATERIALIZED (
    SELECT * FROM open
    WHERE (CAST(:state AS text) IS NULL OR state = :state) AND (NOT :late OR due_at < :now)
    ORDER BY due_at NULLS LAST, received_at, id LIMIT :most
)
SELECT json_build_object(
    'counts', (SELECT json_agg(json_build_object('state', c.state, 'open', c.open, 'late', c.late) ORDER BY c.state)
               FROM (SELECT state, count(*) AS open, count(*) FILTER (WHERE due_at < :now) AS late
                     FROM open GROUP BY state) AS c),
    'rows', (SELECT json_agg(json_build_object('id', s.id, 'code', s.code, 'procedure_code', s.procedure_code,
                    'procedure_vi', code.name_vi, 'procedure_en', code.name_en, 'state', s.state,
                    'applicant_name', s.applicant_name, 'received_at', s.received_at, 'due_at', s.due_at,
                    'label', place.label) ORDER BY s.due_at NULLS LAST, s.received_at, s.id)
             FROM soonest AS s
             LEFT JOIN code ON code.code_set = 'procedure' AND code.code = s.procedure_code
             LEFT JOIN LATERAL (
                 SELECT sheet.number || '/' || v.number AS label
                 FROM dossier_parcel AS dp JOIN parcel_version AS v USING (parcel_id)
                 JOIN sheet ON sheet.id = v.sheet_id
                 WHERE dp.dossier_id = s.id
                 ORDER BY v.lifespan_end IS NULL DESC, v.lifespan_begin DESC LIMIT 1) AS place ON true)
)::text
