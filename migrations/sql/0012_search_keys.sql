-- The same key as gis.text.search_key makes, letter for letter (a property test compares them): canonical
-- decomposition, no combining marks (U+0300-U+036F) and nothing invisible, strokes and ASCII capitals away by
-- table and not by locale, runs of space to one.
CREATE OR REPLACE FUNCTION vn_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(translate(regexp_replace(normalize(value, NFD), U&'[\0300-\036f]', '', 'g'),
    U&'ABCDEFGHIJKLMNOPQRSTUVWXYZ\0110\0111\00D0\00F0\0243\0180\00AD\200B\200C\200D\2060\FEFF',
    'abcdefghijklmnopqrstuvwxyzddddbb'), U&'[ \0009\000A\000D\000C\000B\00A0]+', ' ', 'g'), ' ');

-- Keys made before: they are derived, outside the journal, so they change without an actor.
ALTER TABLE party DISABLE TRIGGER USER;
UPDATE party SET name = name WHERE search_key <> vn_key(name);
ALTER TABLE party ENABLE TRIGGER USER;
INSERT INTO party_name_key (key) SELECT DISTINCT search_key FROM party ON CONFLICT DO NOTHING;
