-- One tile of parcels: their local id and land use, with the outlines of communes.
-- :tile is its box, :wide the box with the buffer. MATERIALIZED is a fence: without it ST_AsMVTGeom is computed
-- twice, once for the filter.
WITH drawn AS MATERIALIZED (
    SELECT v.feature_id AS id, v.use_label AS use,
           ST_AsMVTGeom(v.geom_web, :tile, 4096, 256, true) AS geom
    FROM parcel_version AS v
    WHERE v.geom_web && :wide
      AND v.lifespan_end IS NULL
),
outline AS MATERIALIZED (
    SELECT o.name, ST_AsMVTGeom(o.geom, :tile, 4096, 256, true) AS geom
    FROM tile_overview AS o
    WHERE o.geom && :wide
      AND o.layer = 'commune' AND o.level = :level
)
SELECT (SELECT ST_AsMVT(drawn, 'parcels', 4096, 'geom', 'id') FROM drawn WHERE geom IS NOT NULL)
    || (SELECT ST_AsMVT(outline, 'communes', 4096, 'geom') FROM outline WHERE geom IS NOT NULL)
