from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "returns_100_000_values"
    __version__ = "1.0"

    def run(self):
        configs = [Config(key="a", values=[str(n) for n in range(100_000)])]
        return Config(provider="returns_100_000_values", configs=configs)
