"""Report the exact kind of this machine's CPU."""

from __future__ import annotations

import archspec.cpu

from variantlib.config import KeyConfig, ProviderConfig


class Target:
    """The kind of CPU, then those whose code it runs: `archspec :: target :: zen4`."""

    __provider_name__ = "archspec"
    __version__ = "1.0"

    def run(self) -> ProviderConfig:
        host = archspec.cpu.host()
        kinds = [host.name, *(kind.name for kind in host.ancestors)]
        return ProviderConfig("archspec", [KeyConfig("target", kinds)])
