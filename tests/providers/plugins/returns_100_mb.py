from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "returns_100_mb"
    __version__ = "1.0"

    def run(self):
        configs = [Config(key="a", values=["v" * 100_000_000])]
        return Config(provider="returns_100_mb", configs=configs)
