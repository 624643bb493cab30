"""The first days of the second interface: another method, the old answer."""

from types import SimpleNamespace as Config


class Plugin:
    namespace = "x86_64"

    def get_supported_configs(self):
        level = Config(key="level", values=["v2", "v1"])
        avx = Config(key="avx", values=["on"])
        return Config(namespace=self.namespace, configs=[level, avx])
