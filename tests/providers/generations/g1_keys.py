from typing import NamedTuple


class KeyConfig(NamedTuple):
    key: str
    values: list


class Plugin:
    @property
    def namespace(self):
        return "x86_64"

    def get_supported_configs(self):
        return [KeyConfig("level", ["v2", "v1"]), KeyConfig("avx", ["on"])]
