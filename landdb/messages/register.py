"""Sentences of the register itself: journal, custody, rights, geometry, text."""

SENTENCES = {
    "JRN-01": (
        "Không ghi được vào sổ đăng ký vì chưa xác định người thực hiện.",
        "Nothing was written: no actor is named.",
    ),
    "JRN-02": (
        "Thông tin đã được người khác cập nhật. Hãy tải lại trước khi lưu; dữ liệu chưa bị thay đổi.",
        "This was changed by somebody else meanwhile. Reload it first; nothing was written.",
    ),
    "JRN-03": (
        "Dữ liệu trong sổ đăng ký không được xoá (bảng {table}); chỉ được kết thúc hiệu lực.",
        "Rows of the register are ended, never deleted (table {table}).",
    ),
    "CUS-01": (
        "Hồ sơ dữ liệu này do {holder} quản lý hoặc đang luân chuyển, nên {office} không được sửa.",
        "This is held by {holder} or in transit; {office} may not change it.",
    ),
    "CUS-02": (
        "Bước bàn giao quyền quản lý không hợp lệ.",
        "This custody step is not part of the protocol.",
    ),
    "GEO-01": (
        "Không được sửa hình thể pháp lý của thửa đất; thay đổi ranh giới là một phiên bản mới.",
        "Legal geometry is never rewritten; a new boundary is a new version of the parcel.",
    ),
    "RGT-01": (
        "Tổng các phần quyền phải bằng đúng 1, hiện là {sum}.",
        "The shares of a right must sum to exactly 1; they sum to {sum}.",
    ),
    "TXT-01": (
        "Văn bản trong bảng {table} chưa ở dạng Unicode dựng sẵn (NFC).",
        "Text in table {table} is not in Unicode normal form NFC.",
    ),
    "SYS-01": (
        "Không kết nối được cơ sở dữ liệu. Công việc đã lưu không bị mất; hãy báo người vận hành.",
        "The database cannot be reached. What was saved is safe; please tell the operator.",
    ),
    "SEA-01": (
        "Việc tra cứu mất quá lâu nên đã dừng. Hãy nhập cụ thể hơn rồi thử lại.",
        "The search took too long and was stopped. Please type something more particular.",
    ),
    "REG-01": (
        "Không tìm thấy nội dung được yêu cầu.",
        "What you asked for was not found.",
    ),
}
