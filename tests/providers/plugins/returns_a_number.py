from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "returns_a_number"
    __version__ = "1.0"

    def run(self):
        configs = [Config(key="a", values=[1])]
        return Config(provider="returns_a_number", configs=configs)
