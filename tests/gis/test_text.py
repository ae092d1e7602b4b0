"""Old encodings, one Unicode form, and the key of searches."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import UndecodableText
from gis.text import ENCODINGS, bytes_behind, decode, encoding_named, nfc, search_key

# Words of encodings.md §2: Unicode, TCVN3 bytes, and VNI as Latin-1 shows it.
WORDS = [
    ("Sóc Trăng", "53E3632054 72A86E67", "Soùc Traêng"),
    ("Vĩnh Châu", "56DC6E68204368A975", "Vónh Chaâu"),
    ("thửa đất", "7468F66120AECA74", "thöûa ñaát"),
    ("quyền sử dụng đất", "717579D26E2073F620 64F46E6720AECA74", "quyeàn söû duïng ñaát"),
    ("Mỹ Xuyên", "4DFC2058757 9AA6E", "Myõ Xuyeân"),
    ("Trần Đề", "5472C76E20A7D2", "Traàn Ñeà"),
    ("Nguyễn Thị Mười", "4E677579D46E205468DE204DADEA69", "Nguyeãn Thò Möôøi"),
    ("Thạnh Trị", "5468B96E68205472DE", "Thaïnh Trò"),
    ("Cù Lao Dung", "43EF204C616F2044756E67", "Cuø Lao Dung"),
    (
        "Văn phòng Đăng ký đất đai",
        "56A86E207068DF6E6720A7A86E67206BFD20AECA7420AE6169",
        "Vaên phoøng Ñaêng kyù ñaát ñai",
    ),
]


@pytest.mark.parametrize(("word", "tcvn3", "vni"), WORDS)
def test_word_is_read_from_tcvn3(word, tcvn3, vni):
    assert decode(bytes.fromhex(tcvn3.replace(" ", "")), "TCVN3") == nfc(word)


@pytest.mark.parametrize(("word", "tcvn3", "vni"), WORDS)
def test_word_is_read_from_vni(word, tcvn3, vni):
    assert decode(vni.encode("latin-1"), "VNI") == nfc(word)


@pytest.mark.parametrize(
    ("seen", "word"),
    [
        ("Giaùo aùn Toaùn hoïc lôùp 6", "Giáo án Toán học lớp 6"),
        ("hoï ñeäm", "họ đệm"),
        ("HOÏ ÑEÄM", "HỌ ĐỆM"),
        ("Aâm Âm"[:3], "Âm"),
        ("yï", "ỵ"),
    ],
)
def test_vni_of_other_peoples_files_is_read(seen, word):
    assert decode(seen.encode("latin-1"), "VNI") == nfc(word)


def test_combining_tones_of_cp1258_come_out_composed():
    assert decode(b"Nguy\xea\xden", "CP1258") == nfc("Nguyễn")


def test_letter_that_looks_like_a_soft_hyphen_is_kept():
    assert decode(b"M\xad\xeai", "TCVN3") == nfc("Mười")
    assert decode(bytes_behind("M\u00adêi"), "TCVN3") == nfc("Mười")


@given(raw=st.binary())
def test_tcvn3_reads_each_byte_as_one_letter_or_names_the_byte(raw):
    named = None
    try:
        letters = len(decode(raw, "TCVN3"))
    except UndecodableText as refusal:
        named, letters = refusal.facts["position"], len(raw)
    assert letters == len(raw)
    assert named is None or raw[named] >= 0x80


@given(text=st.text(st.characters(max_codepoint=0x7F)), encoding=st.sampled_from(sorted(ENCODINGS)))
def test_ascii_is_the_same_in_every_encoding(text, encoding):
    assert decode(text.encode("ascii"), encoding) == text


@pytest.mark.parametrize(
    ("raw", "encoding", "byte"),
    [(b"a\x80", "TCVN3", "80"), (b"a\xd7", "VNI", "D7"), (b"\xff", "UTF-8", "FF")],
)
def test_byte_that_means_nothing_is_named(raw, encoding, byte):
    with pytest.raises(UndecodableText, match=r"text\.undecodable") as refusal:
        decode(raw, encoding)
    assert refusal.value.facts["byte"] == byte


def test_text_that_is_unicode_already_is_not_decoded_again():
    with pytest.raises(UndecodableText, match=r"text\.already_unicode"):
        bytes_behind("Mười")


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("utf-8", "UTF-8"),
        ("UTF8", "UTF-8"),
        ("65001", "UTF-8"),
        ("TCVN3 (ABC)", "TCVN3"),
        ("abc", "TCVN3"),
        ("VNI-Windows", "VNI"),
        ("ANSI 1252", "CP1252"),
        ("windows-1258", "CP1258"),
        ("ISO-8859-1", "ISO-8859-1"),
    ],
)
def test_encodings_go_by_many_names(name, known):
    assert encoding_named(name) == known


def test_unknown_encoding_is_refused():
    with pytest.raises(UndecodableText, match=r"text\.unknown_encoding"):
        encoding_named("BK HCM2")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nguyễn Văn A", "nguyen van a"),
        ("  ĐẶNG \u00a0 Thuỳ\tTrâm ", "dang thuy tram"),
        ("Ðỗ Ðức", "do duc"),
        ("H'Bliă Niê Kđăm", "h'blia nie kdam"),
        ("Hòa hoà", "hoa hoa"),
        ("Mi\u00adnh\u200b", "minh"),
        ("", ""),
    ],
)
def test_search_key_has_no_marks_capitals_or_spare_spaces(text, key):
    assert search_key(text) == key


@given(text=st.text())
def test_search_key_is_the_same_for_every_unicode_form(text):
    forms = {search_key(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@given(text=st.text())
def test_search_key_of_a_key_is_that_key(text):
    assert search_key(search_key(text)) == search_key(text)
