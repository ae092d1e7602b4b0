-- Custody moves only by the steps of the protocol (docs/decisions/0005): an office makes a unit, offers
-- it (epoch rises, the unit freezes), the other accepts; or the offer is called back (epoch rises again).

CREATE FUNCTION guard_custody() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    office text := nullif(current_setting('landdb.office', true), '');
    lawful boolean;
BEGIN
    IF nullif(current_setting('landdb.actor', true), '') IS NULL OR office IS NULL THEN
        RAISE EXCEPTION 'custody without an actor' USING ERRCODE = 'LD401', DETAIL = 'table=custody';
    END IF;
    IF TG_OP = 'INSERT' THEN
        lawful := NEW.office_id = office AND NEW.epoch = 1 AND NEW.state = 'held';
    ELSIF OLD.state = 'held' THEN  -- offer
        lawful := NEW.state = 'transit' AND OLD.office_id = office AND NEW.office_id = OLD.office_id
                  AND NEW.epoch = OLD.epoch + 1 AND NEW.to_office <> OLD.office_id;
    ELSE  -- accept, or void after a recall
        lawful := NEW.state = 'held' AND (
            (OLD.to_office = office AND NEW.office_id = office AND NEW.epoch = OLD.epoch)
            OR (OLD.office_id = office AND NEW.office_id = office AND NEW.epoch = OLD.epoch + 1));
    END IF;
    IF NOT coalesce(lawful, false) OR (TG_OP = 'UPDATE' AND NEW.unit_id <> OLD.unit_id) THEN
        RAISE EXCEPTION 'unlawful custody step on %', NEW.unit_id USING ERRCODE = 'LD430',
            DETAIL = format('unit=%s; office=%s; operation=%s', NEW.unit_id, coalesce(office, ''), TG_OP);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER guard_custody BEFORE INSERT OR UPDATE ON custody FOR EACH ROW EXECUTE FUNCTION guard_custody();
