from dataclasses import dataclass


@dataclass(frozen=True)
class VariantFeatureConfig:
    name: str
    values: list


class Plugin:
    namespace = "x86_64"

    def get_supported_configs(self):
        return [
            VariantFeatureConfig("level", ["v2", "v1"]),
            VariantFeatureConfig("avx", ["on"]),
            VariantFeatureConfig("amx", []),
        ]

    def get_all_configs(self):
        return [VariantFeatureConfig("level", ["v4", "v3", "v2", "v1"])]
