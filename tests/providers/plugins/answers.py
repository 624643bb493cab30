"""The good one: answers at once."""

from variantlib.config import KeyConfig, ProviderConfig


class Plugin:
    __provider_name__ = "answers"
    __version__ = "1.0"

    def run(self):
        return ProviderConfig("answers", [KeyConfig("humor", ["3", "2", "1"])])
