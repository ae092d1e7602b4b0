-- Display geometry: supplied by a bulk import, else filled here. A generated column would make
-- pg_restore lose the table, because spatial_ref_sys rows of our own are restored after it.
CREATE FUNCTION fill_geom_web() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.geom::bytea IS DISTINCT FROM OLD.geom::bytea THEN
        NEW.geom_web := NULL;
    END IF;
    IF NEW.geom_web IS NULL THEN
        NEW.geom_web := ST_Transform(NEW.geom, 3857);
    END IF;
    RETURN NEW;
END $$;

-- The bytes of legal geometry never change: a new shape is a new version of the parcel.
CREATE FUNCTION keep_geometry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.geom::bytea <> OLD.geom::bytea OR NEW.srid <> OLD.srid THEN
        RAISE EXCEPTION 'legal geometry of % is not rewritten', OLD.id USING ERRCODE = 'LD410',
            DETAIL = format('version=%s', OLD.id);
    END IF;
    RETURN NEW;
END $$;

-- Which z14 cells the rows of a statement lie in, with the reach of a tile's buffer (1/16 of a tile).
CREATE FUNCTION touch_tiles() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    edge constant double precision := 20037508.342789244;  -- half the circumference in Web Mercator
    side constant double precision := 2 * 20037508.342789244 / 16384;  -- of a z14 tile
BEGIN
    INSERT INTO tile_touch (x, y)
    SELECT DISTINCT x, y
    FROM changed,
         LATERAL (SELECT ST_Expand(geom_web, side / 16) AS box) AS reach,
         generate_series(floor((ST_XMin(box) + edge) / side)::int, floor((ST_XMax(box) + edge) / side)::int) AS x,
         generate_series(floor((edge - ST_YMax(box)) / side)::int, floor((edge - ST_YMin(box)) / side)::int) AS y
    WHERE x BETWEEN 0 AND 16383 AND y BETWEEN 0 AND 16383;
    RETURN NULL;
END $$;

CREATE TRIGGER fill_geom_web BEFORE INSERT OR UPDATE ON parcel_version FOR EACH ROW EXECUTE FUNCTION fill_geom_web();
CREATE TRIGGER keep_geometry BEFORE UPDATE ON parcel_version FOR EACH ROW EXECUTE FUNCTION keep_geometry();
CREATE TRIGGER touch_tiles_insert AFTER INSERT ON parcel_version
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_tiles();
CREATE TRIGGER touch_tiles_update AFTER UPDATE ON parcel_version
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touch_tiles();
