from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "returns_no_values"
    __version__ = "1.0"

    def run(self):
        configs = [Config(key="a", values=[])]
        return Config(provider="returns_no_values", configs=configs)
