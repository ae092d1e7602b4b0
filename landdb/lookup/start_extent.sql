-- The territory of an office, in Web Mercator, from the coarsest outlines of its communes.
WITH {{seen}}
SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
FROM (
    SELECT ST_Extent(o.geom) AS box
    FROM seen, tile_overview AS o
    WHERE o.layer = 'commune'
      AND o.level = (SELECT each.level FROM tile_overview AS each WHERE each.layer = 'commune'
                     ORDER BY each.level LIMIT 1)
      AND (seen.everything OR o.code IN (SELECT u.code FROM unnest(seen.communes) AS served (id)
                                         JOIN admin_unit AS u ON u.id = served.id))
) AS territory
