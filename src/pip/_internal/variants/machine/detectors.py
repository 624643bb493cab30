"""Ask the plugins where pip runs, and trusted ones that pip fetches for it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.detectors import PluginDetector
from pip._vendor.variantlib.plugins import OnWait, ProviderAnswer

from pip._internal.variants.exceptions import as_pip_errors
from pip._internal.variants.utils.interpreter import path_for_plugins
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.variantlib.documents.provider_tables import ProviderTable
    from pip._vendor.variantlib.machine.platforms import Platform
    from pip._vendor.variantlib.machine.settings import MachineSettings

    from pip._internal.variants.trusted.handover import Command


class TrustingDetector(PluginDetector):
    """The plugins that are installed where pip runs, and trusted ones that are not.

    :param cache_dir: pip's cache folder, None for no cache.
    :param read_command: Returns the command that the pip that fetches trusted plugins
        learns of; None if none is fetched.
    :param on_wait: Learns of each plugin that does not answer soon.
    """

    def __init__(
        self,
        settings: MachineSettings,
        cache_dir: str | None,
        read_command: Callable[[], Command] | None = None,
        on_wait: OnWait | None = None,
    ) -> None:
        super().__init__(settings, cache_dir, on_wait)
        self._read_command = read_command

    @property
    def path(self) -> list[str]:
        """``sys.path`` as plugins may use it, without pip's own folder."""
        return path_for_plugins()

    @property
    def own_platform(self) -> Platform:
        """The Python and the platform of the machine that the answers are about.

        :raises VariantVariableError: If a variable that names this machine is not
            valid.
        """
        with as_pip_errors():
            return super().own_platform

    def ask(self, but: Collection[str] = ()) -> tuple[ProviderAnswer, ...]:
        """Ask the plugins of all providers but some, and the built-in providers.

        :raises VariantVariableError: If a variable that forces a fact is not valid.
        """
        with as_pip_errors():
            return super().ask(but)

    def warn(self, text: str) -> None:
        """Tell the user something of the settings, once for all machines."""
        if PROCESS.is_first("settings", text):
            super().warn(text)

    def ask_for(self, namespace: str, table: ProviderTable) -> ProviderAnswer | None:
        """Ask a plugin that is not installed, if the user trusts its distributions."""
        if not table.requires or not self._settings.trusted_providers:
            return None
        if self._read_command is None:
            return None

        # Few trust any, and fetching takes much to load.
        from pip._internal.variants.trusted.trusted import ask_if_trusted

        return ask_if_trusted(
            table,
            namespace,
            self.provider_settings(),
            self._cache_dir,
            self._read_command,
        )
