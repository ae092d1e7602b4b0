-- The VN-2000 zones in which sheets of an office's communes are kept.
WITH {{seen}}
SELECT crs.srid, crs.name, crs.central_meridian
FROM seen, sheet JOIN land_crs AS crs ON crs.srid = sheet.srid
WHERE crs.central_meridian IS NOT NULL
  AND (seen.everything OR sheet.commune_id = ANY (seen.communes))
GROUP BY crs.srid, crs.name, crs.central_meridian
ORDER BY count(*) DESC, crs.srid
