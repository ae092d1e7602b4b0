"""Sentences of verifying the journal."""

SENTENCES = {
    "VER-01": (
        "Nội dung đã bị sửa sau khi niêm phong: số thứ tự {seq}, bảng {table}, bản ghi {rid}.",
        "The content was changed after its seal: number {seq}, table {table}, record {rid}.",
    ),
    "VER-02": (
        "Chuỗi băm bị đứt tại số thứ tự {seq} (bảng {table}, bản ghi {rid}).",
        "The hash chain is broken at number {seq} (table {table}, record {rid}).",
    ),
    "VER-03": (
        "Thiếu mục nhật ký từ số thứ tự {seq}.",
        "Entries are missing from number {seq} on.",
    ),
    "VER-04": (
        "Có mục nhật ký không nằm trong chuỗi niêm phong (số {seq}, bảng {table}, bản ghi {rid}).",
        "An entry stands outside the sealed chain (number {seq}, table {table}, record {rid}).",
    ),
    "VER-05": (
        "Nơi khác đã ghi nhận số thứ tự {seq}, nhưng nhật ký ở đây không còn giữ đúng mục đó.",
        "Another holder knows number {seq}, and the journal here does not.",
    ),
    "VER-06": (
        "Đầu chuỗi đối chứng phải có dạng SỐ:MÃ-BĂM (64 chữ số thập lục phân).",
        "A witnessed head is written NUMBER:HASH (64 hexadecimal digits).",
    ),
}
