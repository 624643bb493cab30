import sys
from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "prints_100_mb"
    __version__ = "1.0"

    def run(self):
        for _ in range(50):
            sys.stdout.write("\x1b[31m noise \x00" * 80_000)
            sys.stderr.write("\x1b[31m noise \x00" * 80_000)
        return Config(provider="prints_100_mb", configs=[Config(key="a", values=["1"])])
