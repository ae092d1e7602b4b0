-- One tile from far: generalised land use, larger areas first so that smaller ones are drawn over them, and the
-- outlines of communes. Where no overview was built yet, marks of a few parcels stand for it: never a blank.
WITH found AS MATERIALIZED (
    SELECT o.id, o.layer, o.code AS use, o.name, ST_AsMVTGeom(o.geom, :tile, 4096, 256, true) AS geom
    FROM tile_overview AS o
    WHERE o.geom && :wide
      AND o.level = :level
),
sampled AS MATERIALIZED (
    SELECT v.use_label AS use, ST_Centroid(ST_Envelope(v.geom_web)) AS middle
    FROM parcel_version AS v
    WHERE NOT EXISTS (SELECT FROM found WHERE layer = 'landuse')
      AND v.geom_web && :tile AND v.lifespan_end IS NULL
    LIMIT 4000
),
mark AS MATERIALIZED (
    SELECT DISTINCT ON (place) use, ST_AsMVTGeom(ST_Expand(place, :pixel), :tile, 4096, 256, true) AS geom
    FROM sampled, LATERAL ST_SnapToGrid(middle, 2 * :pixel) AS place
),
landuse AS (
    SELECT id, use, geom FROM found WHERE layer = 'landuse'
    UNION ALL
    SELECT 0, use, geom FROM mark
)
SELECT (SELECT ST_AsMVT(land, 'landuse', 4096, 'geom')
        FROM (SELECT use, geom FROM landuse WHERE geom IS NOT NULL ORDER BY id) AS land)
    || (SELECT ST_AsMVT(outline, 'communes', 4096, 'geom')
        FROM (SELECT name, geom FROM found WHERE layer = 'commune' AND geom IS NOT NULL) AS outline)
