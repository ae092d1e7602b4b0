-- Search keys. Both functions depend on nothing but pg_catalog and not on the locale, so that they are
-- immutable in truth and a restored column equals the dumped one.

-- The same key as gis.text.search_key makes, letter for letter (a property test compares them): canonical
-- decomposition, no combining marks (U+0300-U+036F) and nothing invisible, strokes and ASCII capitals away by
-- table and not by locale, runs of space to one.
CREATE FUNCTION vn_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(translate(regexp_replace(normalize(value, NFD), U&'[\0300-\036f]', '', 'g'),
    U&'ABCDEFGHIJKLMNOPQRSTUVWXYZ\0110\0111\00D0\00F0\0243\0180\00AD\200B\200C\200D\2060\FEFF',
    'abcdefghijklmnopqrstuvwxyzddddbb'), U&'[ \0009\000A\000D\000C\000B\00A0]+', ' ', 'g'), ' ');

-- A certificate serial as people type it (BA123456, ba 123456, BA-123456) is one key: letters and digits.
CREATE FUNCTION serial_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(translate(normalize(value, NFC), 'abcdefghijklmnopqrstuvwxyzđ',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZĐ'), '[^A-ZĐ0-9]', '', 'g');
