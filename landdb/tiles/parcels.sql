-- One tile of parcels: their local id and land use, with the outlines of communes.
-- MATERIALIZED is a fence: without it ST_AsMVTGeom is computed twice, once for the filter.
WITH box AS (SELECT ST_MakeEnvelope(:west, :south, :east, :north, 3857) AS tile),
drawn AS MATERIALIZED (
    SELECT v.feature_id AS id, v.use_label AS use,
           ST_AsMVTGeom(v.geom_web, box.tile, 4096, 256, true) AS geom
    FROM parcel_version AS v, box
    WHERE v.geom_web && ST_MakeEnvelope(:wide_west, :wide_south, :wide_east, :wide_north, 3857)
      AND v.lifespan_end IS NULL
),
outline AS MATERIALIZED (
    SELECT o.name, ST_AsMVTGeom(o.geom, box.tile, 4096, 256, true) AS geom
    FROM tile_overview AS o, box
    WHERE o.geom && ST_MakeEnvelope(:wide_west, :wide_south, :wide_east, :wide_north, 3857)
      AND o.layer = 'commune' AND o.level = :level
)
SELECT (SELECT ST_AsMVT(drawn, 'parcels', 4096, 'geom', 'id') FROM drawn WHERE geom IS NOT NULL)
    || (SELECT ST_AsMVT(outline, 'communes', 4096, 'geom') FROM outline WHERE geom IS NOT NULL)
