"""What the server loads: the application of this machine's environment."""

from landdb.config import Settings
from webmap.app import create_app
from webmap.config import WebSettings

app = create_app(Settings.from_env(), WebSettings.from_env())
