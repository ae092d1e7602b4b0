"""Sentences of files, coordinate systems, geometry and old text, for the codes of ``gis``."""

SENTENCES = {
    # --- files
    "file.missing": (
        "Không tìm thấy tệp “{file}”.",
        "There is no file “{file}”.",
    ),
    "file.empty": (
        "Tệp “{file}” rỗng.",
        "The file “{file}” is empty.",
    ),
    "file.unknown_kind": (
        "Không nhận ra định dạng của tệp “{file}”. Hệ thống đọc GeoPackage, Shapefile, GeoJSON, "
        "FlatGeobuf và GML, xét theo nội dung chứ không theo tên tệp.",
        "“{file}” is no GeoPackage, Shapefile, GeoJSON, FlatGeobuf or GML. The content decides, "
        "not the name.",
    ),
    "file.in_use": (
        "Tệp “{file}” đang được mở trong một phần mềm khác và còn thay đổi chưa lưu. Hãy đóng phần "
        "mềm đó rồi làm lại.",
        "Another program has “{file}” open with changes not yet saved. Close it and try again.",
    ),
    "file.xml_with_doctype": (
        "Tệp “{file}” có khai báo DOCTYPE; vì lý do an toàn, hệ thống không đọc tệp như vậy.",
        "“{file}” has a DOCTYPE; for safety such a file is not read.",
    ),
    "file.broken": (
        "Tệp “{file}” bị hỏng hoặc chưa được chép đầy đủ. Chưa có dữ liệu nào được ghi.",
        "“{file}” is damaged or was not copied completely. Nothing was loaded.",
    ),
    "file.broken_at": (
        "Tệp “{file}” bị hỏng hoặc chưa được chép đầy đủ (dòng {line}). Chưa có dữ liệu nào được ghi.",
        "“{file}” is damaged or was not copied completely (line {line}). Nothing was loaded.",
    ),
    "file.part_missing": (
        "Shapefile “{file}” thiếu tệp {part} đi kèm. Cần đủ ba tệp .shp, .shx và .dbf.",
        "The Shapefile “{file}” lacks its {part}. It needs .shp, .shx and .dbf together.",
    ),
    "file.part_broken": (
        "Tệp {part} của Shapefile “{file}” bị hỏng hoặc chưa được chép đầy đủ.",
        "The {part} of the Shapefile “{file}” is damaged or was not copied completely.",
    ),
    "file.parts_differ": (
        "Shapefile “{file}” có {shapes} hình nhưng {records} dòng thuộc tính; các tệp không cùng "
        "một bộ.",
        "The Shapefile “{file}” has {shapes} shapes but {records} records: its parts do not belong "
        "together.",
    ),
    "file.no_shapefile": (
        "Không có tệp .shp nào trong “{file}”.",
        "There is no .shp in “{file}”.",
    ),
    "file.several_shapefiles": (
        "Trong “{file}” có nhiều Shapefile: {names}. Hãy chọn một.",
        "There are several Shapefiles in “{file}”: {names}. Choose one.",
    ),
    "file.zip_too_large": (
        "Tệp nén “{file}” bung ra quá lớn ({member}); hệ thống không giải nén tiếp.",
        "The archive “{file}” unpacks to too much ({member}); it was not unpacked further.",
    ),
    "file.zip_encrypted": (
        "Tệp nén “{file}” có mật khẩu. Hãy gửi lại tệp không đặt mật khẩu.",
        "The archive “{file}” has a password. Send it without one.",
    ),
    "file.no_layer": (
        "Tệp “{file}” không có lớp bản đồ nào.",
        "“{file}” has no layer with geometry.",
    ),
    "file.several_layers": (
        "Tệp “{file}” có nhiều lớp: {names}. Hãy ghi rõ lớp thửa đất.",
        "“{file}” has several layers: {names}. Say which one holds the parcels.",
    ),
    "file.layer_missing": (
        "Tệp “{file}” không có lớp “{layer}”. Các lớp hiện có: {names}.",
        "“{file}” has no layer “{layer}”. It has: {names}.",
    ),
    "file.column_missing": (
        "Tệp không có cột “{column}”. Các cột hiện có: {names}.",
        "The file has no column “{column}”. It has: {names}.",
    ),
    "file.column_kind": (
        "Cột “{column}” có kiểu dữ liệu mà hệ thống không đọc.",
        "The column “{column}” is of a kind that is not read.",
    ),
    "file.encoding_missing": (
        "Cột “{column}” có chữ tiếng Việt nhưng tệp không cho biết bảng mã. Hãy ghi rõ bảng mã "
        "(UTF-8, TCVN3, VNI…).",
        "The column “{column}” has letters beyond ASCII and the file states no encoding. Say which "
        "(UTF-8, TCVN3, VNI …).",
    ),
    "file.not_unicode": (
        "Chữ trong cột “{column}” không phải UTF-8 như định dạng này quy định.",
        "The text in column “{column}” is not UTF-8, as this format requires.",
    ),
    # --- coordinate systems
    "crs.missing": (
        "Tệp không cho biết hệ toạ độ. Hãy ghi rõ hệ toạ độ khi nhập.",
        "The file does not state its coordinate system. State it for the import.",
    ),
    "crs.unreadable": (
        "Không đọc được khai báo hệ toạ độ: {found}",
        "The definition of the coordinate system cannot be read: {found}",
    ),
    "crs.unknown": (
        "Hệ toạ độ “{found}” chưa được khai báo trong hệ thống.",
        "The coordinate system “{found}” is not one of those configured here.",
    ),
    "crs.unknown_srid": (
        "Hệ toạ độ mã {srid} chưa được khai báo trong hệ thống.",
        "The coordinate system {srid} is not configured here.",
    ),
    "crs.unknown_meridian": (
        "Không có múi chiếu VN-2000 nào mang kinh tuyến trục {meridian}°.",
        "No VN-2000 zone has the central meridian {meridian}°.",
    ),
    "crs.zone_on_other_datum": (
        "Hệ toạ độ “{found}” có thông số múi chiếu VN-2000 kinh tuyến trục {meridian}° nhưng không "
        "dùng hệ quy chiếu VN-2000 với tham số chính thức; chênh lệch có thể từ 0,8 m đến 225 m. "
        "Hãy ghi rõ hệ toạ độ khi nhập.",
        "“{found}” has the numbers of the VN-2000 zone {meridian}° but not its datum with the "
        "official parameters: 0.8 m to 225 m may lie between. State the coordinate system.",
    ),
    "crs.srid_reserved": (
        "Mã {srid} thuộc dải 910000–919999 dành cho các múi chiếu VN-2000.",
        "The number {srid} lies in 910000–919999, kept for the VN-2000 zones.",
    ),
    "crs.proj_text_wanted": (
        "Hệ toạ độ {srid} phải được khai báo bằng chuỗi PROJ bắt đầu bằng “+proj=”, không phải "
        "“{found}”.",
        "The coordinate system {srid} has to be given as PROJ text beginning with “+proj=”, not "
        "“{found}”.",
    ),
    "crs.shift_missing": (
        "Khai báo hệ toạ độ {srid} thiếu tham số chuyển về WGS 84 (+towgs84).",
        "The definition of {srid} lacks its shift to WGS 84 (+towgs84).",
    ),
    "crs.unit": (
        "Hệ toạ độ {srid} không dùng đơn vị mét mà dùng “{unit}”.",
        "The coordinate system {srid} is in “{unit}”, not in metres.",
    ),
    # --- geometry
    "geometry.missing": (
        "Thửa đất không có ranh giới.",
        "The feature has no geometry.",
    ),
    "geometry.unreadable": (
        "Không đọc được ranh giới thửa đất.",
        "The geometry cannot be read.",
    ),
    "geometry.curve": (
        "Ranh giới có cung tròn. Hãy chuyển cung thành các đoạn thẳng rồi nhập lại.",
        "The boundary has arcs. Turn them into straight sides and try again.",
    ),
    "geometry.not_polygon": (
        "Ranh giới thửa đất phải là vùng khép kín, không phải kiểu {kind}.",
        "A parcel has to be a polygon, not a {kind}.",
    ),
    "geometry.has_z_or_m": (
        "Toạ độ có thêm độ cao (Z) hoặc giá trị đo (M). Hãy xuất lại tệp ở dạng hai chiều.",
        "The coordinates carry heights (Z) or measures (M). Export the file in two dimensions.",
    ),
    "geometry.empty": (
        "Ranh giới thửa đất rỗng hoặc có phần rỗng.",
        "The geometry is empty, or one part of it is.",
    ),
    "geometry.not_a_number": (
        "Toạ độ của đỉnh thứ {corner} không phải là số.",
        "Corner {corner} has a coordinate that is not a number.",
    ),
    "geometry.axes_swapped": (
        "Toạ độ bị đảo trục (X = {x}, Y = {y} trong hệ {crs}). Trong tệp Việt Nam, X là hướng Bắc; "
        "trong tệp bản đồ, toạ độ Đông đứng trước. Hãy đổi hai cột toạ độ.",
        "The axes are swapped (x = {x}, y = {y} in {crs}). In Vietnamese papers X is north; in map "
        "files east comes first. Turn the two around.",
    ),
    "geometry.outside": (
        "Thửa đất nằm ngoài phạm vi cho phép (X = {x}, Y = {y} trong hệ {crs}).",
        "The parcel lies outside the permitted extent (x = {x}, y = {y} in {crs}).",
    ),
    "geometry.outside_projection": (
        "Điểm ({x}; {y}) trong hệ {srid} không chuyển được sang hệ toạ độ khác.",
        "The point ({x}, {y}) in {srid} has no place in the other coordinate system.",
    ),
    "geometry.too_large": (
        "Giá trị toạ độ quá lớn so với hệ {srid}.",
        "A coordinate is too large for {srid}.",
    ),
    "geometry.self_intersection": (
        "Ranh giới thửa đất tự cắt.",
        "The boundary crosses or touches itself.",
    ),
    "geometry.too_few_points": (
        "Ranh giới có ít hơn ba đỉnh khác nhau.",
        "The boundary has fewer than three different corners.",
    ),
    "geometry.hole_outside": (
        "Đường bao trong nằm ngoài ranh giới thửa đất.",
        "A hole lies outside the boundary.",
    ),
    "geometry.holes_nested": (
        "Đường bao trong nằm lồng trong đường bao trong khác.",
        "A hole lies inside another hole.",
    ),
    "geometry.interior_disconnected": (
        "Các đường bao trong chia cắt thửa đất thành nhiều phần rời.",
        "Holes cut the inside of the parcel apart.",
    ),
    "geometry.parts_nested": (
        "Một phần của thửa đất nằm trong phần khác.",
        "One part of the parcel lies inside another.",
    ),
    "geometry.ring_open": (
        "Ranh giới thửa đất chưa khép kín.",
        "The boundary does not close.",
    ),
    "geometry.broken_by_rounding": (
        "Ranh giới quá hẹp: sau khi làm tròn toạ độ tới 0,1 mm thì không còn hợp lệ.",
        "The boundary is so narrow that rounding to 0.1 mm makes it invalid.",
    ),
    "geometry.invalid": (
        "Ranh giới thửa đất không hợp lệ ({reason}).",
        "The geometry is invalid ({reason}).",
    ),
    "crs.not_metric": (
        "Không tính được diện tích trong hệ toạ độ {srid} vì đơn vị là độ.",
        "No area can be measured in {srid}: its unit is the degree.",
    ),
    "tile.outside": (
        "Không có ô bản đồ {zoom}/{column}/{row}.",
        "There is no tile {zoom}/{column}/{row}.",
    ),
    # --- text
    "text.undecodable": (
        "Chữ không đúng bảng mã {encoding} (byte {byte} tại vị trí {position}).",
        "The text is not {encoding} (byte {byte} at position {position}).",
    ),
    "text.unknown_encoding": (
        "Không biết bảng mã “{encoding}”. Các bảng mã đọc được: {known}.",
        "The encoding “{encoding}” is not known. Known are: {known}.",
    ),
    "text.already_unicode": (
        "Chữ đã ở dạng Unicode (có ký tự “{letter}”), không phải bảng mã cũ như đã khai báo.",
        "The text is Unicode already (it has “{letter}”), not the old encoding that was stated.",
    ),
}
