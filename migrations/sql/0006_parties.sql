-- The dictionary of distinct names behind the ranked search; only ever grows.
CREATE FUNCTION note_party_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO party_name_key (key) SELECT DISTINCT search_key FROM named ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER note_party_names_insert AFTER INSERT ON party
    REFERENCING NEW TABLE AS named FOR EACH STATEMENT EXECUTE FUNCTION note_party_names();
CREATE TRIGGER note_party_names_update AFTER UPDATE ON party
    REFERENCING NEW TABLE AS named FOR EACH STATEMENT EXECUTE FUNCTION note_party_names();
