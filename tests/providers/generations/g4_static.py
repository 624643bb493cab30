from types import SimpleNamespace as Feature


class Plugin:
    namespace = "x86_64"

    def get_supported_configs():
        return [
            Feature(name="level", values=["v2", "v1"]),
            Feature(name="avx", values=["on"]),
        ]

    @staticmethod
    def get_all_configs():
        return []
