"""Sentences of the sample data."""

SENTENCES = {
    "DEMO-01": (
        "Cơ sở dữ liệu này đã có dữ liệu không phải dữ liệu mẫu; dữ liệu mẫu không được nạp vào đây.",
        "This database holds data that are no sample; no sample is loaded into it.",
    ),
    "DEMO-02": (
        "Cơ sở dữ liệu này đã có dữ liệu mẫu khác ({found}). Hãy dùng cơ sở dữ liệu trống cho {wanted}.",
        "This database holds another sample ({found}). Use an empty database for {wanted}.",
    ),
    "DEMO-03": (
        "Số thửa phải từ {least} đến {most}, hạt giống không âm.",
        "Parcels number from {least} to {most}, and the seed is not negative.",
    ),
}
