from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "x86_64"
    __version__ = "1.0"

    def run(self):
        level = Config(key="level", values=["v2", "v1"])
        avx = Config(key="avx", values=["on"])
        return Config(provider=self.__provider_name__, configs=[level, avx])
