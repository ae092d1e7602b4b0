"""Sentences of the private cluster, by code: Vietnamese, English."""

SENTENCES = {
    "CLU-01": (
        "Máy không có tài khoản “{account}” để chạy PostgreSQL.",
        "This machine has no account “{account}” to run PostgreSQL as.",
    ),
    "CLU-02": (
        "Không tìm thấy PostgreSQL {version} có PostGIS trên máy này.",
        "PostgreSQL {version} with PostGIS was not found on this machine.",
    ),
    "CLU-03": (
        "Tài khoản “{account}” không có quyền dùng thư mục dữ liệu {path}.",
        "The account “{account}” may not use the data folder {path}.",
    ),
    "CLU-04": (
        "Không tạo được cơ sở dữ liệu tại {path}: {said}",
        "The database could not be made at {path}: {said}",
    ),
    "CLU-05": (
        "Thư mục {path} thuộc về tài khoản khác; hãy đặt LANDDB_STATE_DIR ngắn hơn.",
        "The folder {path} is another account's; choose a shorter LANDDB_STATE_DIR.",
    ),
    "CLU-06": (
        "PostgreSQL tại {path} không khởi động được: {said}",
        "PostgreSQL at {path} does not start: {said}",
    ),
    "CLU-07": (
        "PostgreSQL tại {path} không dừng được: {said}",
        "PostgreSQL at {path} does not stop: {said}",
    ),
}
