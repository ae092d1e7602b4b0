-- One tile of parcels near by, with the label "sheet/number" of each; fenced as parcels.sql is. No outlines of
-- communes: they are simplified, and beside exact boundaries a line some metres off would say what is not so.
WITH drawn AS MATERIALIZED (
    SELECT v.feature_id AS id, v.use_label AS use, sheet.number || '/' || v.number AS so,
           ST_AsMVTGeom(v.geom_web, :tile, 4096, 256, true) AS geom
    FROM parcel_version AS v JOIN sheet ON sheet.id = v.sheet_id
    WHERE v.geom_web && :wide
      AND v.lifespan_end IS NULL
)
SELECT ST_AsMVT(drawn, 'parcels', 4096, 'geom', 'id') FROM drawn WHERE geom IS NOT NULL
