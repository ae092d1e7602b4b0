-- The journal and its guard: one definition for every table of the register.
--
-- Arguments of the trigger: the key column, the geometry column ('' when there is none), then the derived
-- columns, which stay out of the body because offices may derive them differently.
-- Refusals: LD401 no actor, LD403 held elsewhere or in transit, LD405 deletion, LD409 stale,
-- LD422 text that is not NFC. DETAIL carries facts as "key=value; key=value".

CREATE FUNCTION raise_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.row_version <> OLD.row_version THEN
        RAISE EXCEPTION 'stale row in %', TG_TABLE_NAME USING ERRCODE = 'LD409',
            DETAIL = format('table=%s; version=%s', TG_TABLE_NAME, OLD.row_version);
    END IF;
    NEW.row_version := OLD.row_version + 1;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: rows end, they are not deleted', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'LD405', DETAIL = format('table=%s; operation=%s', TG_TABLE_NAME, TG_OP);
END $$;

-- Runs as its owner: the application may not write the journal by itself.
CREATE FUNCTION journal_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET timezone = 'UTC' AS $$
DECLARE
    acting text := nullif(current_setting('landdb.actor', true), '');
    office text := nullif(current_setting('landdb.office', true), '');
    copy record := NEW;
    body jsonb;
    unit uuid;
    held custody%ROWTYPE;
    entry bigint;
BEGIN
    IF acting IS NULL OR office IS NULL THEN
        RAISE EXCEPTION 'a write on % without an actor', TG_TABLE_NAME USING ERRCODE = 'LD401',
            DETAIL = format('table=%s', TG_TABLE_NAME);
    END IF;
    IF TG_ARGV[1] <> '' THEN
        -- to_jsonb would make GeoJSON of it, which loses bits.
        copy.geom := NULL;
        copy.geom_web := NULL;
    END IF;
    body := jsonb_strip_nulls(to_jsonb(copy)) - TG_ARGV[2:];
    IF body::text IS NOT NFC NORMALIZED THEN
        RAISE EXCEPTION 'text in % is not NFC', TG_TABLE_NAME USING ERRCODE = 'LD422',
            DETAIL = format('table=%s', TG_TABLE_NAME);
    END IF;
    IF TG_ARGV[1] <> '' THEN
        body := body || jsonb_build_object('geom', encode(NEW.geom::bytea, 'hex'));
    END IF;
    unit := (body ->> 'unit_id')::uuid;
    IF unit IS NOT NULL THEN
        SELECT * INTO held FROM custody WHERE unit_id = unit;
        IF TG_TABLE_NAME <> 'custody' AND (held.office_id IS DISTINCT FROM office OR held.state <> 'held') THEN
            RAISE EXCEPTION 'unit % is not held by %', unit, office USING ERRCODE = 'LD403',
                DETAIL = format('unit=%s; office=%s; holder=%s; state=%s',
                                unit, office, coalesce(held.office_id, ''), coalesce(held.state, ''));
        END IF;
    END IF;
    INSERT INTO journal (txid, at, actor, account_office, dossier_id, unit_id, epoch,
                         table_name, rid, op, row_version, row)
    VALUES (pg_current_xact_id()::text::bigint, now(), acting, office,
            nullif(current_setting('landdb.dossier', true), '')::uuid, unit, held.epoch,
            TG_TABLE_NAME, body ->> TG_ARGV[0], left(TG_OP, 1),
            (body ->> 'row_version')::int, body)
    RETURNING id INTO entry;
    INSERT INTO journal_pending (journal_id, txid) VALUES (entry, pg_current_xact_id()::text::bigint);
    RETURN NULL;
END $$;

-- Puts a table under the journal and lets the application write it: read, add and change, never delete.
CREATE PROCEDURE keep_journal(tab regclass, key_column text DEFAULT 'id', geometry_column text DEFAULT '',
                              VARIADIC derived text[] DEFAULT '{}')
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    arguments text := quote_literal(key_column) || ', ' || quote_literal(geometry_column);
    name text;
BEGIN
    FOREACH name IN ARRAY derived LOOP
        arguments := arguments || ', ' || quote_literal(name);
    END LOOP;
    EXECUTE format('CREATE TRIGGER raise_version BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION raise_version()', tab);
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %s FOR EACH ROW EXECUTE FUNCTION refuse_change()', tab);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', tab);
    EXECUTE format('CREATE TRIGGER journal_row AFTER INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION journal_row(%s)', tab, arguments);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO landdb_app', tab);
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON journal_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Custody is made with its unit, which the unit's first row tells; its later steps are journalled.
CREATE TRIGGER raise_version BEFORE UPDATE ON custody FOR EACH ROW EXECUTE FUNCTION raise_version();
CREATE TRIGGER refuse_delete BEFORE DELETE ON custody FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON custody FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_row AFTER UPDATE ON custody FOR EACH ROW EXECUTE FUNCTION journal_row('unit_id', '');
