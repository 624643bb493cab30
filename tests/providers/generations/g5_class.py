from types import SimpleNamespace as Feature


class Plugin:
    all_properties_compatible = False

    @classmethod
    def get_supported_configs(cls):
        return [
            Feature(name="level", multi_value=False, values=["v2", "v1"]),
            Feature(name="avx", multi_value=False, values=["on"]),
        ]

    @classmethod
    def get_all_configs(cls):
        return cls.get_supported_configs()
