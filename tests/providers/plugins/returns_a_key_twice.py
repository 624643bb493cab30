from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "returns_a_key_twice"
    __version__ = "1.0"

    def run(self):
        configs = [Config(key="a", values=["1"]), Config(key="a", values=["2"])]
        return Config(provider="returns_a_key_twice", configs=configs)
