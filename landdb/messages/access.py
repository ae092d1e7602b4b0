"""Sentences of signing in and of permissions."""

SENTENCES = {
    "ACC-01": (
        "Tên đăng nhập hoặc mật khẩu không đúng.",
        "The user name or the password is wrong.",
    ),
    "ACC-02": (
        "Bạn không có quyền thực hiện việc này.",
        "You are not permitted to do this.",
    ),
    "ACC-03": (
        "Đăng nhập sai nhiều lần. Hãy thử lại sau {seconds} giây.",
        "Too many failed sign-ins. Try again in {seconds} seconds.",
    ),
    "ACC-04": (
        "Mật khẩu phải có ít nhất {least} ký tự.",
        "A password has at least {least} characters.",
    ),
    "ACC-05": (
        "Tên đăng nhập “{username}” đã có.",
        "The user name “{username}” is taken.",
    ),
    "ACC-06": (
        "Không có tài khoản “{username}”.",
        "There is no account “{username}”.",
    ),
    "ACC-07": (
        "Không có cơ quan “{office}”.",
        "There is no office “{office}”.",
    ),
}
