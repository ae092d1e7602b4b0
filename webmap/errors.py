"""One table from what went wrong to an HTTP status, and one shape in which it is told."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from landdb.errors import (
    LandError,
    NotFound,
    NotHeldHere,
    NotPermitted,
    RuleBroken,
    Stale,
    Unavailable,
)
from landdb.messages import sentence
from webmap.auth import to_sign_in
from webmap.language import gettext, language

log = logging.getLogger(__name__)

#: The most special class comes first.
STATUS: dict[type[LandError], int] = {
    NotFound: 404,
    NotHeldHere: 409,
    NotPermitted: 403,
    Stale: 409,
    RuleBroken: 422,
    Unavailable: 503,
}

TITLES = {
    400: lazy_gettext("Yêu cầu không đọc được"),
    401: lazy_gettext("Cần đăng nhập"),
    403: lazy_gettext("Không có quyền"),
    404: lazy_gettext("Không tìm thấy"),
    405: lazy_gettext("Không làm được việc này ở đây"),
    409: lazy_gettext("Thông tin đã thay đổi"),
    413: lazy_gettext("Nội dung gửi lên quá lớn"),
    422: lazy_gettext("Trái quy tắc của sổ đăng ký"),
    429: lazy_gettext("Thử lại sau ít phút"),
    500: lazy_gettext("Hệ thống gặp lỗi"),
    503: lazy_gettext("Hệ thống tạm thời không dùng được"),
}

DETAILS = {
    400: lazy_gettext("Trình duyệt gửi dữ liệu không đúng dạng. Hãy tải lại trang rồi thử lại."),
    401: lazy_gettext("Phiên làm việc đã hết. Hãy đăng nhập lại."),
    403: lazy_gettext("Vai trò của bạn không cho phép việc này."),
    404: lazy_gettext(
        "Không có nội dung này trong địa bàn của cơ quan bạn, hoặc đường dẫn đã sai."
    ),
    405: lazy_gettext("Hãy quay lại bản đồ và làm từ đó."),
    413: lazy_gettext("Hãy gửi ít dữ liệu hơn."),
    500: lazy_gettext(
        "Lỗi đã được ghi lại. Hãy thử lại; nếu vẫn lỗi, báo mã trên trang này cho quản trị."
    ),
    503: lazy_gettext("Cơ sở dữ liệu đang ngừng. Chưa có gì bị mất; hãy thử lại sau ít phút."),
}


def add_errors(app: Flask) -> None:
    """Answer every error of ours, of HTTP and of nobody's in the same shape."""
    app.register_error_handler(LandError, refuse)
    app.register_error_handler(CSRFError, refuse_forgery)
    app.register_error_handler(HTTPException, refuse_http)
    app.register_error_handler(Exception, apologise)


def status_of(error: LandError) -> int:
    """Return the HTTP status of a refusal."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def refuse(error: LandError) -> Response:
    """Tell why the register refuses, in the words of its code."""
    status = status_of(error)
    if status == 503:
        log.error("unavailable: %s", error)
        return answer(status, str(DETAILS[503]), error.code)
    if isinstance(error, NotFound):
        return answer(status, str(DETAILS[404]), error.code)
    return answer(status, sentence(error.code, language(), **error.facts), error.code)


def refuse_forgery(error: CSRFError) -> Response:
    """Refuse a form without its token: the session ended, or somebody else made the form."""
    return answer(400, gettext("Biểu mẫu đã hết hạn. Hãy tải lại trang rồi gửi lại."), "CSRF")


def refuse_http(error: HTTPException) -> Response:
    """Answer an error of HTTP itself; who is not signed in is led to the sign-in page."""
    status = error.code or 500
    if status in {301, 302, 307, 308}:
        return make_response(error.get_response())
    if status == 401 and request.method == "GET" and wants_page():
        return to_sign_in()
    detail = DETAILS.get(status, gettext("Yêu cầu không thực hiện được."))
    response = answer(status, str(detail))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def apologise(error: Exception) -> Response:
    """Tell nothing about a fault of ours but an id, under which the log has everything."""
    fault = secrets.token_hex(4)
    log.error("fault %s at %s", fault, request.endpoint, exc_info=error)
    return answer(500, str(DETAILS[500]), fault)


def wants_page() -> bool:
    """Whether a whole page is wanted: not a part of one, a tile or data."""
    is_part = "X-Fragment" in request.headers or request.blueprint in {"tiles", "health"}
    return not is_part and reads_html()


def reads_html() -> bool:
    """Whether the asker reads HTML; who states nothing does."""
    accepted = request.accept_mimetypes
    return not accepted or bool(accepted.accept_html)


def answer(status: int, detail: str, code: str = "") -> Response:
    """Return the problem as a page, as a part of a page, or as JSON (RFC 9457)."""
    title = str(TITLES.get(status, TITLES[500 if status >= 500 else 400]))
    facts = {"status": status, "title": title, "detail": detail, "code": code}
    if wants_page():
        response = make_response(render_template("error.html", **facts), status)
    elif "X-Fragment" in request.headers and reads_html():
        response = make_response(render_template("problem.html", **facts), status)
    else:
        response = make_response(jsonify(type="about:blank", **facts), status)
        response.content_type = "application/problem+json"
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response
