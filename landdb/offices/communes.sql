-- What the commune that had a code on a day has become: every unit that stands today, reached over the
-- edges of reorganisation, and whether only a part of the commune went there.
WITH RECURSIVE became AS (
    SELECT id, false AS partly, 0 AS steps
    FROM admin_unit
    WHERE level = 'commune' AND code = :code AND daterange(valid_from, valid_to, '[]') @> CAST(:on AS date)
    UNION
    SELECT s.successor_id, b.partly OR s.partly, b.steps + 1
    FROM became b JOIN admin_succession s ON s.predecessor_id = b.id AND s.successor_id <> b.id
    WHERE b.steps < 20
)
SELECT u.id, u.code, u.name, u.unit_type, b.partly, b.steps,
       daterange(u.valid_from, u.valid_to, '[]') @> CAST(:today AS date) AS stands
FROM became b JOIN admin_unit u USING (id)
ORDER BY b.steps, u.code
