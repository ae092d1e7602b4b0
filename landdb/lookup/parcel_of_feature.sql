-- The parcel behind a feature of a tile.
WITH {{seen}}
SELECT v.parcel_id FROM parcel_version AS v, seen
WHERE v.feature_id = :feature AND {{version:v}}
