"""Sentences of importing parcels from files."""

SENTENCES: dict[str, tuple[str, str]] = {
    # --- files in TOML that people write
    "CFG-01": (
        "Không đọc được tệp cấu hình “{file}”: {said}",
        "The configuration file “{file}” cannot be read: {said}",
    ),
    "CFG-02": (
        "Tệp cấu hình có mục lạ “{key}”. Các mục dùng được ở đó: {known}.",
        "The configuration has an unknown key “{key}”. Known there: {known}.",
    ),
    "CFG-03": (
        "Tệp cấu hình thiếu mục “{key}”.",
        "The configuration lacks the key “{key}”.",
    ),
    "CFG-04": (
        "Mục “{key}” có giá trị không hợp lệ: {found}. Cần: {wanted}.",
        "The key “{key}” has a value that makes no sense: {found}. Wanted: {wanted}.",
    ),
    "SRC-01": (
        "Bản sao của tệp “{file}” không khớp với bản gốc; ổ đĩa có thể bị lỗi. Chưa có dữ liệu nào được ghi.",
        "The copy of “{file}” does not read back as written; the disk may be failing. Nothing was loaded.",
    ),
    # --- the import as a whole
    "IMP-05": (
        "Tệp không có cột nêu trong tệp ánh xạ: {missing}. Các cột hiện có: {names}.",
        "The file lacks columns that the mapping names: {missing}. It has: {names}.",
    ),
    "IMP-06": (
        "Cột “{column}” được dùng cho hai mục {one} và {other}. Mỗi cột chỉ dùng cho một mục.",
        "The column “{column}” is used for both {one} and {other}. A column serves one target.",
    ),
    "IMP-07": (
        "Chưa nêu hệ toạ độ. Trong mục [crs], hãy ghi “srid = …”, hoặc “read = true” để lấy hệ toạ độ ghi trong tệp.",
        "No coordinate system is stated. Under [crs] write “srid = …”, or “read = true” to take the file's own.",
    ),
    "IMP-08": (
        "Hãy nêu cơ quan bằng --office; máy chủ này phục vụ: {offices}.",
        "Name the office with --office; this node serves: {offices}.",
    ),
    "IMP-70": (
        "Tệp này đã được nhập lúc {at} với tên “{name}” ({office}). Không nhập lại lần thứ hai.",
        "This very file was loaded on {at} as “{name}” ({office}). It is not loaded a second time.",
    ),
    "IMP-71": (
        "Tệp “{file}” không có thửa đất nào.",
        "“{file}” holds no features.",
    ),
    "IMP-72": (
        "Chữ trong cột “{column}” (ví dụ “{example}”) giống bảng mã TCVN3 (ABC). Hãy ghi rõ “encoding” trong mục "
        "[file] của tệp ánh xạ: TCVN3 nếu đúng như vậy, hoặc bảng mã thật của tệp. Chưa có dữ liệu nào được ghi.",
        "The text in column “{column}” (such as “{example}”) looks like TCVN3 (ABC). State “encoding” under [file] "
        "of the mapping: TCVN3 if it is, or what it really is. Nothing was loaded.",
    ),
    "IMP-73": (
        "Không có cơ quan “{office}”.",
        "There is no office “{office}”.",
    ),
    "IMP-74": (
        "Tệp ánh xạ nêu hệ toạ độ {stated} nhưng tệp ghi {found}. Hãy kiểm tra lại; chưa có dữ liệu nào được ghi.",
        "The mapping states {stated}, but the file says {found}. Check which is right; nothing was loaded.",
    ),
    "IMP-75": (
        "Tệp ghi hệ toạ độ “{found}”; đã dùng {stated} theo tệp ánh xạ.",
        "The file names the coordinate system “{found}”; {stated} was used as the mapping states.",
    ),
    # --- a feature: its place in the register
    "IMP-30": (
        "Thiếu số tờ bản đồ.",
        "The sheet number is missing.",
    ),
    "IMP-31": (
        "Thiếu số thửa.",
        "The parcel number is missing.",
    ),
    "IMP-32": (
        "“{found}” không thể là số tờ, số thửa hoặc mã xã.",
        "“{found}” cannot be a number of a sheet or parcel, nor a commune code.",
    ),
    "IMP-33": (
        "Số thửa {number} đã có trên tờ này trong tệp, ở đối tượng thứ {first}.",
        "Parcel {number} occurs on this sheet already, as feature {first} of the file.",
    ),
    "IMP-34": (
        "Số thửa {number} đã có trên tờ này trong sổ đăng ký (kể cả thửa đã chấm dứt).",
        "Parcel {number} is on this sheet of the register already (ended parcels included).",
    ),
    "IMP-35": (
        "Tờ bản đồ {sheet} do {office} quản lý hoặc đang bàn giao; chỉ nơi quản lý được thêm thửa.",
        "Sheet {sheet} is held by {office} or in transit; only its holder adds parcels to it.",
    ),
    "IMP-36": (
        "Tờ bản đồ {sheet} trong sổ đăng ký ở hệ toạ độ {known}, tệp ở hệ {srid}.",
        "Sheet {sheet} of the register is in {known}, the file in {srid}.",
    ),
    "IMP-37": (
        'Số tờ bản đồ là 0. Nếu là trích đo, hãy đặt kind = "extract" và năm trích đo.',
        'The sheet number is 0. For an extract, set kind = "extract" and its year.',
    ),
    "IMP-38": (
        "Tờ bản đồ {sheet} đã chấm dứt.",
        "Sheet {sheet} has ended.",
    ),
    "IMP-39": (
        "Trong lúc nhập, một số thửa trong tệp vừa được đăng ký ở nơi khác. Chưa có dữ liệu nào được ghi; hãy nhập lại.",
        "While the file was being loaded one of its numbers was registered elsewhere. Nothing was loaded; try again.",
    ),
    "IMP-50": (
        "Thiếu mã xã.",
        "The commune code is missing.",
    ),
    "IMP-51": (
        "Không có xã, phường nào mang mã {mark} vào ngày {on}.",
        "No commune had the code {mark} on {on}.",
    ),
    "IMP-52": (
        "{commune} không thuộc địa bàn của cơ quan {office} (thuộc: {offices}).",
        "{commune} is not served by {office} (served by: {offices}).",
    ),
    "IMP-53": (
        "{commune} (mã {mark}) đã chia cho nhiều xã; hãy nêu xã hiện nay của thửa đất ở mục parcel.commune.",
        "{commune} (code {mark}) was divided among several communes; state today's under parcel.commune.",
    ),
    "IMP-54": (
        "{commune} (mã {mark}) không còn và chưa có thông tin xã kế thừa; hãy nêu ở mục parcel.commune.",
        "{commune} (code {mark}) exists no more and no successor is known; state today's under parcel.commune.",
    ),
    # --- a feature: areas, land uses, text
    "IMP-40": (
        "Diện tích “{found}” không phải là số (dấu thập phân đang dùng: “{sign}”).",
        "The area “{found}” is not a number (decimal sign in use: “{sign}”).",
    ),
    "IMP-41": (
        "Diện tích {found} phải lớn hơn 0.",
        "The area {found} has to be above 0.",
    ),
    "IMP-42": (
        "Diện tích {found} m² quá lớn.",
        "The area {found} m² is too large.",
    ),
    "IMP-43": (
        "Diện tích {found} m² có quá một chữ số thập phân. Hãy ghi round_area = true nếu muốn làm tròn đến 0,1 m².",
        "The area {found} m² has more than one decimal. State round_area = true to have it rounded to 0.1 m².",
    ),
    "IMP-44": (
        "Tổng diện tích các loại đất là {sum} m², khác diện tích thửa {legal} m².",
        "The areas of the land uses sum to {sum} m², not to the parcel's {legal} m².",
    ),
    "IMP-45": (
        "Không có mã loại đất “{mark}” trong danh mục.",
        "There is no land-use code “{mark}”.",
    ),
    "IMP-46": (
        "Mã loại đất bị lặp: {codes}.",
        "A land-use code occurs twice: {codes}.",
    ),
    "IMP-47": (
        "Có {count} diện tích cho các loại đất “{codes}”; số lượng không khớp.",
        "There are {count} areas for the land uses “{codes}”; the numbers do not match.",
    ),
    "IMP-48": (
        "Diện tích tính từ ranh giới bằng 0.",
        "The area computed from the boundary is 0.",
    ),
    "IMP-60": (
        "Chữ bị hỏng hoặc quá dài ở mục {target}: “{found}”.",
        "Damaged or overlong text for {target}: “{found}”.",
    ),
    "IMP-61": (
        "Tệp “{file}” có ký tự NUL trong chữ nên chữ sẽ bị cắt cụt khi đọc. Hãy xuất lại tệp.",
        "“{file}” has the character NUL inside a text, which would be cut short there. Export it anew.",
    ),
    # --- coordinate systems and offices that come first
    "CRS-01": (
        "Hệ toạ độ {srid} đã được khai báo.",
        "The coordinate system {srid} is here already.",
    ),
    "CRS-02": (
        "PostGIS không biết hệ toạ độ {srid}. Hãy nêu định nghĩa bằng --proj4.",
        "PostGIS does not know {srid}. State its definition with --proj4.",
    ),
    "CRS-03": (
        "Hệ toạ độ {srid} tính bằng độ; hãy nêu hệ dùng để tính diện tích bằng --area-srid.",
        "{srid} is in degrees; name the system in which areas are computed with --area-srid.",
    ),
    "CRS-04": (
        "Hệ {srid} không dùng để tính diện tích được: chưa được khai báo, hoặc không tính bằng mét.",
        "Areas cannot be computed in {srid}: it is not configured here, or not in metres.",
    ),
    "CRS-05": (
        "PostGIS đã có hệ toạ độ {srid} với định nghĩa khác; không ghi đè.",
        "PostGIS has {srid} with another definition, which is not overwritten.",
    ),
    "OFF-01": (
        "Chưa có đơn vị hành chính hoặc cơ quan “{what}” vào ngày đã nêu.",
        "There is no administrative unit or office “{what}” on the day stated.",
    ),
    "OFF-02": (
        "“{what}” đã có với tên “{known}”, khác “{stated}”.",
        "“{what}” is here already as “{known}”, not as “{stated}”.",
    ),
}
