"""Sample data (DỮ LIỆU MẪU): a synthetic province, the same for the same size and seed."""
