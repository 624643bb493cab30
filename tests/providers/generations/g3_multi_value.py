import logging
from dataclasses import dataclass

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class VariantFeatureConfig:
    name: str
    values: list
    multi_value: bool = False


class Plugin:
    namespace = "x86_64"
    is_build_plugin = False

    def get_supported_configs(self):
        logger.info("chatter")
        return [
            VariantFeatureConfig("level", ["v2", "v1"], multi_value=True),
            VariantFeatureConfig("avx", ["on"]),
        ]

    def get_all_configs(self):
        return self.get_supported_configs()
