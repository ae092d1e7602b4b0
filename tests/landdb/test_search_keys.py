from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.text import search_key

#: What stands in names of people and firms here: Latin letters of every Vietnamese tone, composed or
#: not, those of neighbours' names, digits, signs, the invisible and the odd spaces of old editors.
LETTERS = st.characters(min_codepoint=1, max_codepoint=0x1EFF, exclude_categories=["Cs", "Cn"])


@given(st.text(LETTERS, max_size=40))
@example("Nguyễn  Văn Đức ")
@example("NGUYỄN VĂN ĐỨC")
@example("Thạch\u200b Sa\u00ad Rây")
@example("Y B\u0243ăm Niê K\u0180rông")
@example("Công ty TNHH “Ñandú” \u00a0 & Çelik")
@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_database_and_python_make_the_same_key_of_a_name(session: Session, name: str) -> None:
    assert session.scalar(text("SELECT vn_key(:name)"), {"name": name}) == search_key(name)
