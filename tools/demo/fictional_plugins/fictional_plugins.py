"""Two provider plugins for hardware that does not exist, the best values first."""

from __future__ import annotations

from variantlib.config import KeyConfig, ProviderConfig


class Hardware:
    __provider_name__ = "fictional_hw"
    __version__ = "1.0"

    def run(self) -> ProviderConfig:
        return ProviderConfig(
            provider=self.__provider_name__,
            configs=[
                KeyConfig("architecture", ["HAL9000", "tars", "mother"]),
                KeyConfig("compute_capability", ["8", "2", "0"]),
                KeyConfig("humor", ["15", "1", "6"]),
                KeyConfig("compute_accuracy", ["1000000000", "100000", "25"]),
            ],
        )


class Technology:
    __provider_name__ = "fictional_tech"
    __version__ = "1.0"

    def run(self) -> ProviderConfig:
        return ProviderConfig(
            provider=self.__provider_name__,
            configs=[
                KeyConfig("technology", ["auto_chef"]),
                KeyConfig("quantum", ["FOAM", "SUPERPOSITION"]),
                KeyConfig("risk_exposure", ["1000000000", "100000", "25"]),
            ],
        )
