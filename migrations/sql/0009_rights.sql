-- The shares of a right sum to exactly 1 when the transaction ends. Fractions are compared whole:
-- sum(n/d) = 1 as sum(n * L/d) = L with L the least common multiple, in numeric, so nothing overflows.

CREATE FUNCTION check_shares() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    version uuid;
    common numeric := 1;
    total numeric;
    part record;
BEGIN
    IF TG_TABLE_NAME = 'share' THEN
        version := NEW.rrr_version_id;
    ELSE
        version := NEW.id;
        PERFORM FROM rrr WHERE id = NEW.rrr_id AND kind = 'right';
        IF NOT FOUND THEN
            RETURN NULL;  -- a restriction may stand on the land without a party
        END IF;
    END IF;
    FOR part IN SELECT DISTINCT denominator FROM share WHERE rrr_version_id = version LOOP
        common := lcm(common, part.denominator);
    END LOOP;
    SELECT sum(numerator * div(common, denominator)) INTO total FROM share WHERE rrr_version_id = version;
    IF total IS DISTINCT FROM common THEN
        RAISE EXCEPTION 'shares of % do not sum to 1', version USING ERRCODE = 'LD431',
            DETAIL = format('version=%s; sum=%s/%s', version, coalesce(total, 0), common);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER check_shares AFTER INSERT OR UPDATE ON share
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_shares();
CREATE CONSTRAINT TRIGGER check_shares AFTER INSERT ON rrr_version
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_shares();
