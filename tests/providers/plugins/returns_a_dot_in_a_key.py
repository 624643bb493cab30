from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "returns_a_dot_in_a_key"
    __version__ = "1.0"

    def run(self):
        configs = [Config(key="a.b", values=["1"])]
        return Config(provider="returns_a_dot_in_a_key", configs=configs)
