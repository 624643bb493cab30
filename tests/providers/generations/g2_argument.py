from dataclasses import dataclass


@dataclass(frozen=True)
class VariantFeatureConfig:
    name: str
    values: list


class Plugin:
    namespace = "x86_64"
    dynamic = False

    def get_supported_configs(self, known_properties):
        assert known_properties is None
        print("chatter")
        return [
            VariantFeatureConfig("level", ["v2", "v1"]),
            VariantFeatureConfig("avx", ["on"]),
        ]

    def validate_property(self, variant_property):
        return variant_property.feature == "level"
