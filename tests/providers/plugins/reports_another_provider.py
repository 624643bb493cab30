from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "reports_another_provider"
    __version__ = "1.0"

    def run(self):
        configs = [Config(key="a", values=["1"])]
        return Config(provider="answers", configs=configs)
