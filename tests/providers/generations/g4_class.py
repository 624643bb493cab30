"""Asked as it is: nothing can make an object of this class."""

from types import SimpleNamespace as Feature


class Plugin:
    namespace = "x86_64"
    is_aot_plugin = False

    def __init__(self):
        raise NotImplementedError

    @classmethod
    def get_supported_configs(cls):
        return [
            Feature(name="level", values=["v2", "v1"], multi_value=False),
            Feature(name="avx", values=["on"], multi_value=False),
        ]

    @staticmethod
    def get_all_configs():
        return []
