"""Invented names as people of the delta bear them; nobody real is meant."""

from __future__ import annotations

from dataclasses import dataclass

HAMLETS = (
    "Phú Hòa", "An Thạnh", "Hòa Bình", "Tân Lập", "Mỹ Đức", "Phước Lợi", "Trà Côi", "Bưng Tróp",
    "Sóc Dong", "Xẻo Gừa", "Cái Trầu", "Rạch Chèo", "Ngã Cũ", "Thạnh Phú", "Vĩnh Lợi", "Kinh Mới",
    "Bào Lớn", "Giồng Chùa", "Trường Thọ", "Long Hưng", "Tắc Gồng", "Nước Mặn", "Bà Lui", "Chắc Tưng",
)  # fmt: skip

KHMER_SHARE = {"94": 0.30, "92": 0.03, "93": 0.04}
CHINESE_SHARE = {"94": 0.06, "92": 0.03, "93": 0.02}


@dataclass(frozen=True, slots=True)
class Naming:
    """How a people of the delta names its children; families are listed as often as they are met."""

    families: tuple[str, ...]
    men_middle: tuple[str, ...]
    men: tuple[str, ...]
    women_middle: tuple[str, ...]
    women: tuple[str, ...]


KINH = Naming(
    families=(
        "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Trần", "Lê", "Lê",
        "Phạm", "Phạm", "Huỳnh", "Huỳnh", "Phan", "Võ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
        "Lý", "Mai", "Trương", "Đoàn", "Cao", "Tô", "Châu", "Lưu",
    ),
    men_middle=("Văn", "Văn", "Văn", "Hoàng", "Minh", "Thanh", "Quốc", "Hữu", "Đức", "Công", "Ngọc"),
    men=(
        "An", "Bình", "Bảy", "Chiến", "Cường", "Danh", "Dũng", "Đạt", "Được", "Giàu", "Hải", "Hiếu",
        "Hoàng", "Hùng", "Khánh", "Kiệt", "Lâm", "Lợi", "Long", "Mẫn", "Minh", "Nam", "Nghĩa", "Nhân",
        "Phong", "Phú", "Phúc", "Quang", "Sang", "Sơn", "Tâm", "Tài", "Thắng", "Thành", "Tiến", "Tín",
        "Toàn", "Trung", "Tuấn", "Út", "Vinh", "Vũ",
    ),
    women_middle=("Thị", "Thị", "Thị", "Thị", "Ngọc", "Kim", "Mỹ", "Thanh", "Bích", "Hồng", "Cẩm"),
    women=(
        "Ánh", "Bé", "Chi", "Dung", "Diễm", "Điệp", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa", "Hương", "Lan",
        "Liên", "Linh", "Loan", "Mai", "Mười", "Nga", "Ngân", "Nguyệt", "Nhung", "Oanh", "Phượng",
        "Quyên", "Sáu", "Sương", "Thảo", "Thu", "Thủy", "Tiên", "Trang", "Trinh", "Tuyết", "Vân", "Xuân",
        "Yến",
    ),
)  # fmt: skip
KHMER = Naming(
    families=("Thạch", "Thạch", "Sơn", "Sơn", "Lâm", "Lâm", "Danh", "Kim", "Châu", "Kiên", "Lý", "Trà"),
    men_middle=("", "", "", "Minh", "Hoàng", "Văn"),
    men=(
        "Sa Rây", "Sà Vươl", "Thươl", "Sóc Kha", "Chanh Đa", "Rích Thi", "Sa Mết", "Dươl", "Pholl",
        "Sô Phol", "Đa Ra", "Hên", "Sươl", "Thi", "Ry", "Minh Tâm",
    ),
    women_middle=("Thị", "Thị", ""),
    women=(
        "Sa Riêng", "Sa Quên", "Thu Hiền", "Phương", "Na Rinh", "Sóc Khol", "Srây Mom", "Pha Lích", "Hên",
        "Sà Rênh", "Chanh Thi", "Đa Ni", "Som Bô", "Út",
    ),
)  # fmt: skip
CHINESE = Naming(
    families=("Trần", "Lâm", "Quách", "Vương", "Mã", "Tăng", "Thái", "Ông", "La", "Trịnh", "Ngụy", "Lưu"),
    men_middle=("Chí", "Vĩnh", "Gia", "Thuận", "Kiến"),
    men=("Hưng", "Phát", "Khôn", "Thành", "Hòa", "Minh", "Cường", "Nghiệp", "Xương", "Hào", "Quyền"),
    women_middle=("Mỹ", "Lệ", "Tú", "Tuyết", "Muối"),
    women=("Linh", "Quân", "Nghi", "Phụng", "Dung", "Anh", "Châu", "Hoa", "Ngọc", "Liên"),
)  # fmt: skip
PEOPLES = (KINH, KHMER, CHINESE)

COMPANIES = (
    "Công ty TNHH Mẫu Lúa Vàng", "Công ty TNHH Mẫu Thủy Sản Sông Hậu", "Công ty Cổ phần Mẫu Gạo Đồng Bằng",
    "Doanh nghiệp tư nhân Mẫu Phù Sa", "Hợp tác xã Mẫu Cây Lành Trái Ngọt",
)  # fmt: skip
BANKS = (
    "Ngân hàng Mẫu Nông Thôn - Chi nhánh Cần Thơ",
    "Ngân hàng Mẫu Đồng Bằng - Phòng giao dịch Sóc Trăng",
    "Quỹ tín dụng nhân dân Mẫu Hậu Giang",
)
#: Who holds land of a public use.
PUBLIC_HOLDERS = {
    "DGD": "Trường Tiểu học {place} (mẫu)",
    "DYT": "Trạm Y tế {place} (mẫu)",
    "TON": "Chùa Mẫu {place}",
    "TIN": "Ban quản trị đình {place} (mẫu)",
    "NTD": "Ủy ban nhân dân {place} (mẫu)",
    "TSC": "Ủy ban nhân dân {place} (mẫu)",
    "DKV": "Cộng đồng dân cư {place} (mẫu)",
    "DSH": "Cộng đồng dân cư {place} (mẫu)",
    "DCH": "Ban quản lý chợ {place} (mẫu)",
}
