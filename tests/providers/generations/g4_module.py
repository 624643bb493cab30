from types import SimpleNamespace as Feature

namespace = "x86_64"
is_aot_plugin = False


def get_supported_configs():
    return [
        Feature(name="level", values=("v2", "v1"), multi_value=False),
        Feature(name="avx", values=("on",), multi_value=False),
    ]


def get_all_configs():
    return get_supported_configs()
