-- Persons and organisations of the names in :keys, in that order, at most :each of a name; only those the office
-- sees. Namesakes are told apart by the year of birth, the last four digits and a parcel.
WITH {{seen}},
hit AS MATERIALIZED (
    SELECT p.*, name.place AS name_place
    FROM seen, unnest(CAST(:keys AS text[])) WITH ORDINALITY AS name (key, place)
    JOIN LATERAL (
        (SELECT p.* FROM party AS p
         WHERE p.search_key = name.key AND p.lifespan_end IS NULL AND p.merged_into_id IS NULL
           AND (seen.everything OR {{held:p}})
         LIMIT :each)
        UNION ALL  -- looked at only when the office keeps too few bearers itself
        (SELECT p.* FROM party AS p
         WHERE p.search_key = name.key AND p.lifespan_end IS NULL AND p.merged_into_id IS NULL
           AND NOT seen.everything AND NOT {{held:p}} AND {{land:p}}
         LIMIT :each)
        LIMIT :each
    ) AS p ON true
    LIMIT :limit
)
SELECT 'party' AS kind, hit.id, hit.name AS title,
       concat_ws(' · ', left(hit.birth_date, 4), '••••' || right(number.number, 4),
                 sheet.number || '/' || place.number, commune.name) AS detail,
       NULL AS mark, place.parcel_id, ST_X(middle) AS x, ST_Y(middle) AS y, NULL AS office_name
FROM seen, hit
LEFT JOIN LATERAL (SELECT i.number FROM party_identifier AS i
                   WHERE i.party_id = hit.id AND i.lifespan_end IS NULL
                   ORDER BY i.kind = 'cccd' DESC, i.lifespan_begin DESC LIMIT 1) AS number ON true
LEFT JOIN LATERAL (
    SELECT v.* FROM (
        SELECT bp.parcel_id, rrr.kind
        FROM (SELECT hit.id UNION ALL
              SELECT group_id FROM party_member WHERE member_id = hit.id AND lifespan_end IS NULL) AS holder
        JOIN share ON share.party_id = holder.id
        JOIN rrr_version AS rv ON rv.id = share.rrr_version_id AND rv.lifespan_end IS NULL
        JOIN rrr ON rrr.id = rv.rrr_id
        JOIN baunit_parcel AS bp ON bp.baunit_id = rrr.baunit_id AND bp.lifespan_end IS NULL
        OFFSET 0) AS land  -- a fence: from the party to its land
    JOIN parcel_version AS v ON v.parcel_id = land.parcel_id AND v.lifespan_end IS NULL
    WHERE {{version:v}}
    LIMIT 1) AS place ON true
LEFT JOIN sheet ON sheet.id = place.sheet_id
LEFT JOIN admin_unit AS commune ON commune.id = place.commune_id
LEFT JOIN LATERAL ST_PointOnSurface(place.geom_web) AS middle ON true
ORDER BY hit.name_place, hit.birth_date, hit.id
