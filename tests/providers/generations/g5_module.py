from types import SimpleNamespace as Feature


def get_supported_configs():
    return [
        Feature(name="level", multi_value=False, values=["v2", "v1"]),
        Feature(name="avx", multi_value=False, values=["on"]),
    ]


def get_all_configs():
    return get_supported_configs()
