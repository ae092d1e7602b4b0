-- The province above a commune, and the offices that serve it or what it belongs to on a day.
WITH RECURSIVE above AS (
    SELECT id, parent_id, level, code FROM admin_unit WHERE id = :unit
    UNION
    SELECT u.id, u.parent_id, u.level, u.code FROM above a JOIN admin_unit u ON u.id = a.parent_id
)
SELECT (SELECT code FROM above WHERE level = 'province' LIMIT 1) AS province,
       ARRAY(SELECT j.office_id FROM office_jurisdiction j JOIN above a ON a.id = j.admin_unit_id
             WHERE daterange(j.valid_from, j.valid_to, '[]') @> CAST(:today AS date)
             ORDER BY j.office_id) AS offices
