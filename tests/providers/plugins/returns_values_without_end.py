import itertools
from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "returns_values_without_end"
    __version__ = "1.0"

    def run(self):
        configs = [Config(key="a", values=map(str, itertools.count()))]
        return Config(provider="returns_values_without_end", configs=configs)
