-- The VN-2000 zones of the sheets an office keeps, or of those numbered in its communes.
WITH {{seen}}
SELECT crs.srid, crs.name, crs.central_meridian
FROM seen, sheet JOIN land_crs AS crs ON crs.srid = sheet.srid
WHERE crs.central_meridian IS NOT NULL
  AND (seen.everything OR sheet.commune_id = ANY (seen.communes) OR {{held:sheet}})
GROUP BY crs.srid, crs.name, crs.central_meridian
ORDER BY count(*) DESC, crs.srid
