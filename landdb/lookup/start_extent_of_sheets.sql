-- The territory of an office, in Web Mercator, from one live parcel of each of its sheets.
WITH {{seen}}
SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
FROM (
    SELECT ST_Extent(one.geom_web) AS box
    FROM seen, sheet,
         LATERAL (SELECT v.* FROM parcel_version AS v
                  WHERE v.sheet_id = sheet.id AND v.lifespan_end IS NULL LIMIT 1) AS one
    WHERE {{version:one}}
) AS territory
