-- A proposed parcel is drawn from the same derived column as a registered one.
CREATE TRIGGER fill_geom_web BEFORE INSERT OR UPDATE ON parcel_change_child FOR EACH ROW EXECUTE FUNCTION fill_geom_web();
