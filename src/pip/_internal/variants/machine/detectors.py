"""Ask the plugins where pip runs, and trusted ones that pip fetches for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.detectors import PluginDetector
from pip._vendor.variantlib.plugins import OnWait, ProviderAnswer

from pip._internal.variants.utils.interpreter import path_for_plugins

if TYPE_CHECKING:
    from pip._vendor.variantlib.documents.provider_tables import ProviderTable
    from pip._vendor.variantlib.machine.settings import MachineSettings

    from pip._internal.variants.trusted.fetching import Handover


class TrustingDetector(PluginDetector):
    """The plugins that are installed where pip runs, and trusted ones that are not.

    :param cache_dir: pip's cache folder, None for no cache.
    :param hand_over: Returns all that the pip that fetches trusted plugins gets from
        the command; None if none is fetched.
    :param on_wait: Learns of each plugin that does not answer soon.
    """

    def __init__(
        self,
        settings: MachineSettings,
        cache_dir: str | None,
        hand_over: Callable[[], Handover] | None = None,
        on_wait: OnWait | None = None,
    ) -> None:
        super().__init__(settings, cache_dir, on_wait)
        self._hand_over = hand_over

    @property
    def path(self) -> list[str]:
        """``sys.path`` as plugins may use it, without pip's own folder."""
        return path_for_plugins()

    def ask_for(self, namespace: str, table: ProviderTable) -> ProviderAnswer | None:
        """Ask a plugin that is not installed, if the user trusts its distributions."""
        if not table.requires or not self._settings.trusted_providers:
            return None
        if self._hand_over is None:
            return None

        from pip._internal.variants.trusted.trusted import any_trusted, ask_trusted

        settings = self.provider_settings()
        if not any_trusted(table.requires, settings):
            return None
        return ask_trusted(
            table.requires,
            table.plugin_api,
            namespace,
            settings,
            self._cache_dir,
            self._hand_over,
        )
