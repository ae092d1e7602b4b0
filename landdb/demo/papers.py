"""Certificates of every form since 1993: serials, registry numbers, replaced and revoked ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from landdb.demo.columns import (
    IdMaker,
    Ids,
    Ints,
    Moments,
    Tables,
    chance,
    chosen,
    date_column,
    decimal_column,
    id_column,
    time_column,
)
from landdb.demo.holdings import (
    FORM_NAMES,
    FORMS,
    OLD_FORMS,
    THREE,
    TWO,
    Holdings,
)
from landdb.demo.parcels import Parcels
from landdb.demo.people import People
from landdb.demo.plan import Commune, Plan

#: Units whose right has no certificate yet, those whose certificate took the place of an older one, and
#: co-holders who each got a certificate of their own.
WITHOUT, REPLACING, EACH_ITS_OWN = 0.04, 0.06, 0.5
STATUSES = ("in_force", "replaced", "cancelled", "revoked", "signed", "draft")
IN_FORCE, REPLACED, CANCELLED, REVOKED, SIGNED, DRAFT = range(6)
NOTES = (
    None,
    "Cấp đổi Giấy chứng nhận",
    "Hủy do mất, đã niêm yết 15 ngày; cấp lại",
    "Thu hồi do cấp không đúng quy định; cấp lại",
    "Đã ký, chờ trao",
    None,
)

#: Series of two letters or one, by form; "Đ" was among the letters of 1993.
SERIES = {
    "law1993": tuple("ABCDEĐGHIKLMNOPQRSTUVXY"),
    "law2003": tuple(f"A{letter}" for letter in "ABCDEĐGHIKLMNOP"),
    "nd88": tuple(f"B{letter}" for letter in "ABCDEĐGHIKLMNOPQRS"),
    "nd43": tuple(f"{a}{b}" for a in "BCD" for b in "ABCDEGHIKLMNOPQRSTUVXY" if a + b > "BS"),
}
#: Numbers of certificates of one commune do not meet those of the next.
SERIALS_OF_COMMUNE = 60_013
#: Coprime to the size of every series, so that different numbers give different serials.
SCATTER = 7_368_787
REGISTRY = {
    "law1993": "{:05d} QSDĐ",
    "nd60": "{:04d}/QSHNƠ",
    "law2003": "H {:05d}",
    "nd90": "{:04d}/QSHNƠ",
    "nd88": "CH{:05d}",
    "nd43": "CS{:05d}",
    "form2024": "VP{:05d}",
    "tt23": "CN {:05d}",
    "other": "{:05d}",
}
ISSUERS = {
    "law1993": "Ủy ban nhân dân {district}",
    "law2003": "Ủy ban nhân dân {district}",
    "nd60": "Ủy ban nhân dân tỉnh",
    "nd90": "Ủy ban nhân dân {district}",
    "nd88": "Ủy ban nhân dân {district}",
    "nd43": "Sở Tài nguyên và Môi trường",
    "form2024": "Văn phòng Đăng ký đất đai",
    "tt23": "Chi nhánh Văn phòng Đăng ký đất đai khu vực",
    "other": "Ủy ban nhân dân {district}",
}


@dataclass(frozen=True, slots=True)
class Papers:
    """Certificates of a commune: ``by`` is the one that took its place, -1 for none.

    ``slot`` is the one co-holder a certificate is for, -1 when it names all holders of its unit.
    """

    unit: Ints
    slot: Ints
    form: Ints
    issued: Moments
    status: Ints
    begin: Moments
    changed: Moments
    by: Ints


def make_papers(plan: Plan, commune: Commune, parcels: Parcels, holdings: Holdings) -> Papers:
    """Make the certificates of today, those they replaced, and those of parcels that ended."""
    source = chance(plan.seed, plan.parcels, 40, commune.index)
    unit, slot = newest(source, holdings)
    paper_of = np.full(holdings.count, -1, dtype=np.int64)
    paper_of[unit[::-1]] = np.arange(len(unit))[::-1]
    nothing = np.datetime64("NaT", "us")
    status = np.zeros(len(unit), dtype=np.int64)
    changed = holdings.end[unit]
    ended = ~np.isnat(changed)
    status[ended] = REPLACED
    heir = heirs(parcels, holdings, paper_of)
    fresh = (holdings.form[unit] == FORM_NAMES.index("tt23")) & ~ended
    luck = source.random(len(unit))
    status[fresh & (luck < 0.02)] = SIGNED
    status[fresh & (luck > 0.985)] = DRAFT
    older = former_papers(source, holdings, unit, slot, status)
    form, issued = older_papers(source, holdings, unit[older])
    fate = np.array([REPLACED, CANCELLED, REVOKED])[
        np.searchsorted([0.8, 0.93], source.random(len(older)))
    ]
    known = parcels.begin.min()
    since = holdings.since[unit[older]]
    return Papers(
        unit=np.concatenate((unit, unit[older])),
        slot=np.concatenate((slot, np.full(len(older), -1))),
        form=np.concatenate((holdings.form[unit], form)),
        issued=np.concatenate((holdings.issued[unit], issued)),
        status=np.concatenate((status, fate)),
        begin=np.concatenate((holdings.since[unit], np.full(len(older), known))),
        changed=np.concatenate((changed, np.where(since > known, since, nothing))),
        by=np.concatenate((np.where(ended, heir[unit], -1), older)),
    )


def newest(source: np.random.Generator, holdings: Holdings) -> tuple[Ints, Ints]:
    """Return the units with a certificate, once per certificate, and the co-holder it is for."""
    has = source.random(holdings.count) >= WITHOUT
    own = np.isin(holdings.kind, [TWO, THREE]) & (source.random(holdings.count) < EACH_ITS_OWN)
    first = np.concatenate(([True], holdings.slot_unit[1:] != holdings.slot_unit[:-1]))
    wanted = np.flatnonzero(has[holdings.slot_unit] & (first | own[holdings.slot_unit]))
    unit = holdings.slot_unit[wanted]
    return unit, np.where(own[unit], wanted, -1)


def heirs(parcels: Parcels, holdings: Holdings, paper_of: Ints) -> Ints:
    """Return, for units that ended by a change, a certificate of what came after; -1 for none."""
    heir = np.full(holdings.count, -1, dtype=np.int64)
    children = {int(change): int(child) for change, child in parcels.changes.children()}
    for change, parent in parcels.changes.parents():
        child = holdings.of_parcel[children[int(change)]]
        if holdings.of_parcel[parent] >= 0 and child >= 0:
            heir[holdings.of_parcel[parent]] = paper_of[child]
    return heir


def former_papers(
    source: np.random.Generator, holdings: Holdings, unit: Ints, slot: Ints, status: Ints
) -> Ints:
    """Choose certificates of today that took the place of an older one of the same unit."""
    old_enough = holdings.issued[unit] >= np.datetime64("2012-01-01")
    never_changed = holdings.begin[unit] == holdings.begin.min()
    fits = old_enough & never_changed & (slot < 0) & (status == IN_FORCE)
    chosen_ones = np.flatnonzero(fits & (source.random(len(unit)) < REPLACING))
    first = np.flatnonzero(fits)[:3]  # one at least of each fate in the smallest province
    return np.union1d(chosen_ones, first)


def older_papers(
    source: np.random.Generator, holdings: Holdings, unit: Ints
) -> tuple[Ints, Moments]:
    """Draw form and day of a certificate older than the one that replaced it."""
    old = np.array([FORM_NAMES.index(name) for name in OLD_FORMS[:2]])
    form = old[source.integers(0, len(old), len(unit))]
    first = np.array([FORMS[at][1] for at in form], dtype="datetime64[D]")
    last = np.array([FORMS[at][2] for at in form], dtype="datetime64[D]")
    days = (last - first).astype(np.int64)
    return form, first + (source.random(len(unit)) * days).astype("timedelta64[D]")


def serials(commune: Commune, forms: Ints) -> list[str]:
    """Return a serial for each certificate, in the pattern of its form; all are different."""
    numbers = commune.index * SERIALS_OF_COMMUNE + np.arange(len(forms))
    return [
        serial(FORM_NAMES[form], number)
        for form, number in zip(forms.tolist(), numbers.tolist(), strict=True)
    ]


def serial(form: str, number: int) -> str:
    """Return the serial of a number: letters and six digits, eight since 2025, or an office's own."""
    if form in {"form2024", "tt23"}:
        return f"AA {number * SCATTER % 10**8:08d}"
    if form in SERIES:
        series = SERIES[form]
        letters, digits = divmod(number * SCATTER % (len(series) * 10**6), 10**6)
        return f"{series[letters]} {digits:06d}"
    return f"{number:07d}/{form.upper()}-MẪU"


def paper_tables(
    plan: Plan, commune: Commune, parcels: Parcels, holdings: Holdings, people: People
) -> Tables:
    """Return the rows of certificates, their versions, parcels and holders."""
    papers = make_papers(plan, commune, parcels, holdings)
    ids = IdMaker(plan.seed, plan.parcels, 41, commune=commune.index)
    made = ids.make(len(papers.unit))
    own = id_column(holdings.ids[papers.unit])
    printed = serials(commune, papers.form)
    certificate = pa.table(
        {
            "id": id_column(made),
            "unit_id": own,
            "baunit_id": own,
            "serial": pa.array(printed),
            "form": chosen(FORM_NAMES, papers.form),
            "lifespan_begin": time_column(papers.begin),
        }
    )
    return {
        "certificate": [certificate],
        "certificate_version": [version_table(commune, papers, holdings, made, printed, ids)],
        "certificate_parcel": [printed_parcels(parcels, holdings, papers, made, ids)],
        "certificate_holder": [printed_holders(holdings, people, papers, made, ids)],
    }


def version_table(
    commune: Commune,
    papers: Papers,
    holdings: Holdings,
    made: Ids,
    printed: list[str],
    ids: IdMaker,
) -> pa.Table:
    """Return what the register said of each certificate: in force, then its fate when that came later."""
    both = ~np.isnat(papers.changed)
    earlier = np.flatnonzero(both)
    paper = np.concatenate((np.arange(len(papers.unit)), earlier))
    is_earlier = np.arange(len(paper)) >= len(papers.unit)
    begin = np.where(is_earlier | ~both[paper], papers.begin[paper], papers.changed[paper])
    end = np.where(is_earlier, papers.changed[paper], np.datetime64("NaT", "us"))
    status = np.where(is_earlier, IN_FORCE, papers.status[paper])
    by = np.where(is_earlier, -1, papers.by[paper])
    forms = [FORM_NAMES[at] for at in papers.form.tolist()]
    registry = [REGISTRY[form].format(at % 99_999 + 1) for at, form in enumerate(forms)]
    issuers = {
        form: words.format(district=commune.place.district) for form, words in ISSUERS.items()
    }
    written = pa.array([status != DRAFT for status in papers.status.tolist()])
    return pa.table(
        {
            "id": id_column(ids.make(len(paper))),
            "unit_id": id_column(holdings.ids[papers.unit[paper]]),
            "certificate_id": id_column(made[paper]),
            "status": chosen(STATUSES, status),
            "registry_number": chosen([number if ready else None for number, ready in zip(registry, written.to_pylist(), strict=True)], paper),
            "issued_on": date_column(np.where(papers.status == DRAFT, np.datetime64("NaT", "D"), papers.issued)[paper]),
            "issuer": chosen([issuers[form] for form in forms], paper),
            "qr_text": chosen(qr_texts(commune, papers, printed), paper),
            "barcode": chosen(barcodes(commune, papers), paper),
            "replaced_by_id": id_column(made[by], by < 0),
            "note": chosen(NOTES, status),
            "lifespan_begin": time_column(begin),
            "lifespan_end": time_column(end),
        }
    )  # fmt: skip


def qr_texts(commune: Commune, papers: Papers, printed: list[str]) -> list[str | None]:
    """Return the eight fields of the code on forms since 2025 (domain §5.1)."""
    coded = np.isin(papers.form, [FORM_NAMES.index("form2024"), FORM_NAMES.index("tt23")])
    days = [day.strftime("%d-%m-%Y") for day in papers.issued.astype("datetime64[D]").tolist()]
    return [
        f"{day}-09-15-00|{commune.office_id}|LandDB mẫu||{serial}||{day}-09-20-00|{at + 100_003}"
        if has
        else None
        for at, (day, serial, has) in enumerate(zip(days, printed, coded.tolist(), strict=True))
    ]


def barcodes(commune: Commune, papers: Papers) -> list[str | None]:
    """Return the 13 digits on forms of 2009 to 2024: commune, year, number."""
    barred = np.isin(papers.form, [FORM_NAMES.index("nd88"), FORM_NAMES.index("nd43")])
    years = papers.issued.astype("datetime64[Y]").astype(np.int64) + 1970
    code = commune.place.predecessors[0]
    return [
        f"{code}{year % 100:02d}{at + 1:06d}" if has else None
        for at, (year, has) in enumerate(zip(years.tolist(), barred.tolist(), strict=True))
    ]


def printed_parcels(
    parcels: Parcels, holdings: Holdings, papers: Papers, made: Ids, ids: IdMaker
) -> pa.Table:
    """Return the parcels on each certificate, as printed there: sheet and number of today's map."""
    held = np.flatnonzero(holdings.of_parcel >= 0)
    held = held[np.argsort(holdings.of_parcel[held], kind="stable")]
    paper, parcel = crossed(papers.unit, holdings.of_parcel[held], held)
    return pa.table(
        {
            "id": id_column(ids.make(len(paper))),
            "unit_id": id_column(holdings.ids[papers.unit[paper]]),
            "certificate_id": id_column(made[paper]),
            "parcel_id": id_column(parcels.ids[parcel]),
            "printed_sheet": pa.array(parcels.sheet[parcel] + 1).cast(pa.string()),
            "printed_number": pa.array(parcels.number[parcel]).cast(pa.string()),
            "printed_area_m2": decimal_column(parcels.legal[parcel], 1),
        }
    )


def crossed(unit_of_paper: Ints, unit_of_thing: Ints, thing: Ints) -> tuple[Ints, Ints]:
    """Pair each paper with the things of its unit; ``unit_of_thing`` is sorted."""
    start = np.searchsorted(unit_of_thing, unit_of_paper, side="left")
    size = np.searchsorted(unit_of_thing, unit_of_paper, side="right") - start
    paper = np.repeat(np.arange(len(unit_of_paper)), size)
    step = np.arange(len(paper)) - np.repeat(np.cumsum(size) - size, size)
    return paper, thing[np.repeat(start, size) + step]


def printed_holders(
    holdings: Holdings, people: People, papers: Papers, made: Ids, ids: IdMaker
) -> pa.Table:
    """Return who is named on each certificate: a couple by its two persons, a household as such."""
    slots = np.arange(len(holdings.slot_unit))
    paper, slot = crossed(papers.unit, holdings.slot_unit, slots)
    mine = (papers.slot[paper] < 0) | (papers.slot[paper] == slot)
    paper, slot = paper[mine], slot[mine]
    party = holdings.slot_party[slot]
    couple_of = np.full(len(people.kind), -1, dtype=np.int64)
    couple_of[people.couples[:, 0]] = np.arange(len(people.couples))
    couple = couple_of[party]
    wedded = np.flatnonzero(couple >= 0)
    alone = np.flatnonzero(couple < 0)
    co_held = np.isin(holdings.kind[papers.unit[paper[alone]]], [TWO, THREE])
    is_house = people.kind[party[alone]] == 2
    role = np.where(is_house, 3, np.where(co_held, 4, 0))
    within = np.arange(len(paper)) - np.searchsorted(paper, paper)
    papers_named = np.concatenate((paper[alone], paper[wedded], paper[wedded]))
    return pa.table(
        {
            "id": id_column(ids.make(len(papers_named))),
            "unit_id": id_column(holdings.ids[papers.unit[papers_named]]),
            "certificate_id": id_column(made[papers_named]),
            "party_id": id_column(
                people.ids[
                    np.concatenate(
                        (party[alone], people.couples[couple[wedded], 1], people.couples[couple[wedded], 2])
                    )
                ]
            ),
            "role": chosen(
                ["holder", "husband", "wife", "household_head", "co_holder"],
                np.concatenate((role, np.full(len(wedded), 1), np.full(len(wedded), 2))),
            ),
            "position": pa.array(
                np.concatenate((within[alone] + 1, np.ones(len(wedded), np.int64), np.full(len(wedded), 2)))
            ),
        }
    )  # fmt: skip
