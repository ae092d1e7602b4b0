"""Words of the office for the codes of the register, and the sentences of the browser's scripts."""

from __future__ import annotations

from flask import Flask
from flask_babel import LazyString, lazy_gettext
from jinja2 import pass_context
from jinja2.runtime import Context

from webmap.language import gettext

Words = dict[str, LazyString]

ROLES: Words = {
    "clerk": lazy_gettext("Cán bộ tiếp nhận"),
    "surveyor": lazy_gettext("Cán bộ đo đạc"),
    "registrar": lazy_gettext("Cán bộ thẩm tra"),
    "branch_leader": lazy_gettext("Lãnh đạo chi nhánh"),
    "provincial_officer": lazy_gettext("Cán bộ văn phòng tỉnh"),
    "auditor": lazy_gettext("Kiểm tra, giám sát"),
    "admin": lazy_gettext("Quản trị hệ thống"),
    "public": lazy_gettext("Người dân"),
}

KINDS: Words = {
    "parcel": lazy_gettext("Thửa đất"),
    "certificate": lazy_gettext("Giấy chứng nhận"),
    "dossier": lazy_gettext("Hồ sơ"),
    "party": lazy_gettext("Người sử dụng đất"),
}

DOSSIER_STATES: Words = {
    "received": lazy_gettext("Đã tiếp nhận"),
    "supplement": lazy_gettext("Chờ bổ sung"),
    "examining": lazy_gettext("Đang thẩm tra"),
    "surveying": lazy_gettext("Đang đo đạc"),
    "tax": lazy_gettext("Chờ nghĩa vụ tài chính"),
    "signing": lazy_gettext("Chờ ký"),
    "updating": lazy_gettext("Đang chỉnh lý"),
    "ready": lazy_gettext("Chờ trả kết quả"),
    "closed": lazy_gettext("Đã trả kết quả"),
    "refused": lazy_gettext("Đã từ chối"),
    "withdrawn": lazy_gettext("Đã rút hồ sơ"),
    "returned": lazy_gettext("Đã trả lại hồ sơ"),
    "stopped": lazy_gettext("Đã dừng giải quyết"),
}

CERTIFICATE_STATES: Words = {
    "draft": lazy_gettext("Dự thảo"),
    "signed": lazy_gettext("Đã ký, chưa trao"),
    "in_force": lazy_gettext("Đang hiệu lực"),
    "revoked": lazy_gettext("Đã thu hồi"),
    "cancelled": lazy_gettext("Đã hủy"),
    "replaced": lazy_gettext("Đã cấp đổi"),
}

CERTIFICATE_FORMS: Words = {
    "law1993": lazy_gettext("Mẫu theo Luật Đất đai 1993"),
    "nd60": lazy_gettext("Mẫu theo Nghị định 60/1994"),
    "law2003": lazy_gettext("Mẫu theo Luật Đất đai 2003"),
    "nd90": lazy_gettext("Mẫu theo Nghị định 90/2006"),
    "nd88": lazy_gettext("Mẫu theo Nghị định 88/2009"),
    "nd43": lazy_gettext("Mẫu theo Nghị định 43/2014"),
    "form2024": lazy_gettext("Mẫu có mã QR (Thông tư 10/2024)"),
    "tt23": lazy_gettext("Mẫu theo Thông tư 23/2025"),
    "other": lazy_gettext("Mẫu khác"),
}

HOLDER_ROLES: Words = {
    "holder": lazy_gettext("Người được cấp"),
    "husband": lazy_gettext("Chồng"),
    "wife": lazy_gettext("Vợ"),
    "household_head": lazy_gettext("Chủ hộ"),
    "head": lazy_gettext("Chủ hộ"),
    "co_holder": lazy_gettext("Đồng sử dụng"),
    "member": lazy_gettext("Thành viên"),
    "representative": lazy_gettext("Người đại diện"),
}

PARTY_KINDS: Words = {
    "individual": lazy_gettext("Cá nhân"),
    "couple": lazy_gettext("Vợ chồng"),
    "household": lazy_gettext("Hộ gia đình"),
    "organisation": lazy_gettext("Tổ chức"),
    "community": lazy_gettext("Cộng đồng dân cư"),
}

IDENTIFIERS: Words = {
    "cccd": lazy_gettext("Căn cước"),
    "cmnd": lazy_gettext("CMND"),
    "passport": lazy_gettext("Hộ chiếu"),
    "tax": lazy_gettext("Mã số thuế"),
    "business": lazy_gettext("Đăng ký kinh doanh"),
}

RIGHTS: Words = {
    "land_use": lazy_gettext("Quyền sử dụng đất"),
    "asset_ownership": lazy_gettext("Quyền sở hữu tài sản gắn liền với đất"),
    "mortgage": lazy_gettext("Thế chấp"),
    "block": lazy_gettext("Ngăn chặn"),
    "seizure": lazy_gettext("Kê biên"),
    "corridor": lazy_gettext("Hành lang an toàn"),
    "planning": lazy_gettext("Quy hoạch"),
    "easement": lazy_gettext("Quyền đối với thửa đất liền kề"),
    "lease": lazy_gettext("Cho thuê"),
    "debt": lazy_gettext("Ghi nợ nghĩa vụ tài chính"),
    "obligation": lazy_gettext("Nghĩa vụ"),
}

FORMS_OF_USE: Words = {
    "own": lazy_gettext("Sử dụng riêng"),
    "common": lazy_gettext("Sử dụng chung"),
    "both": lazy_gettext("Sử dụng riêng và chung"),
}

MAP_KINDS: Words = {
    "cadastral": lazy_gettext("Bản đồ địa chính VN-2000"),
    "hn72": lazy_gettext("Bản đồ địa chính HN-72"),
    "map299": lazy_gettext("Bản đồ 299"),
    "extract": lazy_gettext("Mảnh trích đo"),
    "other": lazy_gettext("Bản đồ khác"),
}

CHANGES: Words = {
    "split": lazy_gettext("Tách thửa"),
    "merge": lazy_gettext("Hợp thửa"),
    "split_merge": lazy_gettext("Tách đồng thời hợp thửa"),
    "boundary": lazy_gettext("Điều chỉnh ranh giới"),
    "resurvey": lazy_gettext("Đo đạc lại"),
    "partial_recovery": lazy_gettext("Thu hồi một phần"),
    "natural": lazy_gettext("Sạt lở, bồi đắp"),
    "attribute": lazy_gettext("Thay đổi thông tin"),
}

PARCEL_MARKS: Words = {
    "ended": lazy_gettext("thửa lịch sử"),
    "former_number": lazy_gettext("số cũ"),
}

ASPECTS: Words = {
    "legal": lazy_gettext("Theo giấy tờ"),
    "actual": lazy_gettext("Hiện trạng"),
    "planned": lazy_gettext("Quy hoạch"),
}

SYSTEMS: Words = {
    "portal": lazy_gettext("Mã cổng dịch vụ công"),
    "tax": lazy_gettext("Mã thuế"),
    "post": lazy_gettext("Mã bưu chính"),
}

GENDERS: Words = {"male": lazy_gettext("Nam"), "female": lazy_gettext("Nữ")}

ID_STATES: Words = {
    "none": lazy_gettext("chưa có"),
    "provisional": lazy_gettext("tạm"),
    "official": lazy_gettext("chính thức"),
}

LISTS: dict[str, Words] = {
    "role": ROLES,
    "kind": KINDS,
    "dossier_state": DOSSIER_STATES,
    "certificate_state": CERTIFICATE_STATES,
    "certificate_form": CERTIFICATE_FORMS,
    "holder_role": HOLDER_ROLES,
    "party_kind": PARTY_KINDS,
    "identifier": IDENTIFIERS,
    "right": RIGHTS,
    "form_of_use": FORMS_OF_USE,
    "map_kind": MAP_KINDS,
    "change": CHANGES,
    "parcel_mark": PARCEL_MARKS,
    "aspect": ASPECTS,
    "system": SYSTEMS,
    "gender": GENDERS,
    "id_state": ID_STATES,
}

#: How a state looks; the word always stands beside it.
CHIPS = {
    "supplement": "warn", "tax": "info", "signing": "info", "ready": "good", "received": "info",
    "examining": "info", "surveying": "info", "updating": "info", "closed": "quiet",
    "refused": "quiet", "withdrawn": "quiet", "returned": "quiet", "stopped": "quiet",
    "draft": "warn", "signed": "info", "in_force": "good", "revoked": "bad", "cancelled": "bad",
    "replaced": "quiet",
    "mortgage": "warn", "block": "bad", "seizure": "bad", "corridor": "info", "planning": "info",
    "easement": "info", "lease": "info", "debt": "warn", "obligation": "info",
}  # fmt: skip


def word(code: str | None, of: str) -> str:
    """Return the office's word for a code of a list; an unknown code is shown as it is."""
    if code is None:
        return ""
    return str(LISTS[of].get(code, code))


@pass_context
def word_on_page(_: Context, code: str | None, of: str) -> str:
    """Return :func:`word` for a template.

    Taking the context keeps Jinja from computing the word of a constant once, in one language.
    """
    return word(code, of)


def chip(code: str) -> str:
    """Return the look of a state: good, warn, bad, info or quiet."""
    return CHIPS.get(code, "quiet")


def add_words(app: Flask) -> None:
    """Let the templates speak the office's words."""
    app.add_template_filter(word_on_page, "word")
    app.add_template_filter(chip)


def script_words() -> dict[str, str]:
    """Return the sentences the browser's scripts say; facts stand in braces."""
    return {
        "offline": gettext("Không kết nối được với máy chủ. Đang thử lại."),
        "retry": gettext("Thử lại"),
        "nothing_found": gettext("Không tìm thấy trong địa bàn của cơ quan bạn."),
        "found": gettext("{count} kết quả"),
        "zoom_in": gettext("Phóng to"),
        "zoom_out": gettext("Thu nhỏ"),
        "map_label": gettext(
            "Bản đồ thửa đất. Phím mũi tên để di chuyển, Enter để chọn thửa ở giữa."
        ),
        "next_zone": gettext("Đổi múi chiếu"),
    }
