"""Detect the properties that the machine of an installation supports.

Plugins tell it of the machine that pip runs on, a file of any other; the user may
correct both. Of a target that nobody describes nothing is known.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.plugins import (
    OnWait,
    ProviderAnswer,
    ProviderSettings,
    ask_providers,
)

from pip._internal.utils._log import getLogger
from pip._internal.variants.machine.overrides import (
    OPTION,
    Override,
    override_answers,
    override_config,
)
from pip._internal.variants.models import THIS_MACHINE, Subject
from pip._internal.variants.utils.interpreter import path_for_plugins

if TYPE_CHECKING:
    from pip._vendor.variantlib.provider_tables import ProviderTable

    from pip._internal.variants.machine.files import MachineFile
    from pip._internal.variants.settings.config import Settings
    from pip._internal.variants.trusted.fetching import Handover

logger = getLogger(__name__)

Config = Sequence[tuple[str, Sequence[str]]]

THE_TARGET = Subject("the target", "on the target", "is described")


class Informant:
    """Tells of a machine; by itself, that nothing is known of it.

    :ivar subject: The name of the machine. :ivar is_silent: Whether nothing at all can
        be known. :ivar is_foreign: Whether the machine is another one than pip runs on,
        so that installed plugins, and this Python, say nothing of it. :ivar is_asking:
        Whether plugins are asked, so that more of them would tell more.
    """

    subject = THE_TARGET
    is_silent = True
    is_foreign = True
    is_asking = False

    @functools.cached_property
    def answers(self) -> tuple[ProviderAnswer, ...]:
        """The answers of all providers, sorted by name; found out on first use."""
        return self._find_answers()

    def _find_answers(self) -> tuple[ProviderAnswer, ...]:
        return ()

    def ask_for(self, namespace: str, table: ProviderTable) -> ProviderAnswer | None:
        """Ask the plugin that a package names, though it is not installed.

        :return: None if that is not wanted.
        """
        return None

    def describes(self, namespace: str) -> bool:
        """Return whether a namespace is described, whatever is installed here."""
        return False

    def correct(self, namespace: str, config: Config) -> Config:
        """Return the part to be believed of an answer that did not come from here."""
        return config


class Plugins(Informant):
    """The plugins that are installed where pip runs.

    :param cache_dir: pip's cache folder, None for no cache.
    :param hand_over: Returns all that the pip that fetches trusted plugins gets from
        the command; None if none is fetched.
    :param on_wait: Learns of each plugin that does not answer soon.
    """

    subject = THIS_MACHINE
    is_silent = False
    is_foreign = False
    is_asking = True

    def __init__(
        self,
        settings: Settings,
        cache_dir: str | None,
        hand_over: Callable[[], Handover] | None = None,
        on_wait: OnWait | None = None,
    ) -> None:
        self._settings = settings
        self._cache_dir = cache_dir
        self._hand_over = hand_over
        self._on_wait = on_wait

    @property
    def disabled(self) -> Collection[str]:
        """Names of providers, or of their distributions, that take no part."""
        return self._settings.disabled_providers

    def _find_answers(self) -> tuple[ProviderAnswer, ...]:
        answers = self.ask()
        present = {answer.provider for answer in answers}
        for name in self._settings.provider_priority:
            if name not in present:
                logger.debug("provider_priority names %s, which is not installed", name)
        return answers

    def ask(self, but: Collection[str] = ()) -> tuple[ProviderAnswer, ...]:
        """Ask the plugins of all providers but some; or the cache."""
        settings, path = self._provider_settings(but), path_for_plugins()
        return ask_providers(settings, self._cache_dir, path, self._on_wait)

    def _provider_settings(self, but: Collection[str] = ()) -> ProviderSettings:
        return ProviderSettings(
            disabled=self._settings.disabled_providers.union(but),
            timeout=self._settings.provider_timeout,
            max_age=self._settings.cache_max_age,
            trusted=self._settings.trusted_providers,
        )

    def ask_for(self, namespace: str, table: ProviderTable) -> ProviderAnswer | None:
        """Ask a plugin that is not installed, if the user trusts its distributions."""
        if not table.requires or not self._settings.trusted_providers:
            return None
        if self._hand_over is None:
            return None

        from pip._internal.variants.trusted.trusted import any_trusted, ask_trusted

        settings = self._provider_settings()
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


class Description(Informant):
    """A file that describes a machine.

    :param disabled: Names of providers that take no part.
    :param plugins: Answers for providers that the file does not describe; None for
        nobody.
    """

    is_silent = False

    def __init__(
        self,
        machine: MachineFile,
        disabled: Collection[str] = (),
        plugins: Plugins | None = None,
        is_foreign: bool = False,
    ) -> None:
        known = "is described or installed" if plugins else f"is in {machine.name}"
        name = f"machine {machine.name}"
        self.subject = Subject(name, f"on {name}", known)
        self.is_foreign = is_foreign
        self.is_asking = plugins is not None
        self._described = machine.answers
        self._disabled = disabled
        self._plugins = plugins

    def _find_answers(self) -> tuple[ProviderAnswer, ...]:
        told = [a for a in self._described if a.provider not in self._disabled]
        if self._plugins is not None:
            told += self._plugins.ask({answer.provider for answer in self._described})
        return tuple(sorted(told, key=lambda answer: answer.provider))

    def ask_for(self, namespace: str, table: ProviderTable) -> ProviderAnswer | None:
        return self._plugins.ask_for(namespace, table) if self._plugins else None

    def describes(self, namespace: str) -> bool:
        return any(answer.provider == namespace for answer in self._described)


class Corrections(Informant):
    """The answers of another detector, with single facts that the user sets."""

    is_silent = False

    def __init__(self, informant: Informant, overrides: Sequence[Override]) -> None:
        self.subject = informant.subject
        self.is_foreign = informant.is_foreign
        self.is_asking = informant.is_asking
        self._informant = informant
        self._overrides = overrides

    def _find_answers(self) -> tuple[ProviderAnswer, ...]:
        facts = "; ".join(map(str, self._overrides))
        logger.verbose("%s says of %s: %s", OPTION, self.subject.name, facts)
        return override_answers(self._overrides, self._informant.answers)

    def ask_for(self, namespace: str, table: ProviderTable) -> ProviderAnswer | None:
        return self._informant.ask_for(namespace, table)

    def describes(self, namespace: str) -> bool:
        return self._informant.describes(namespace)

    def correct(self, namespace: str, config: Config) -> Config:
        for override in self._overrides:
            if override.provider == namespace:
                config = override_config(override, config)
        return config


def make_informant(
    plugins: Plugins,
    is_foreign: bool,
    machine: MachineFile | None = None,
    overrides: Sequence[Override] = (),
) -> Informant:
    """Return who tells of the machine that is installed for.

    :param plugins: Who tells of the machine that pip runs on.
    :param is_foreign: Whether the target is another machine.
    :param machine: The description in a file; None without a file.
    :param overrides: The facts that the user sets.
    """
    informant: Informant = Informant() if is_foreign else plugins
    if machine is not None:
        asked = plugins if machine.detect and not is_foreign else None
        if machine.detect and is_foreign:
            logger.warning(
                "%s says 'detect = true', but the target is not this machine: no "
                "plugin is asked for what is not described.",
                machine.name,
            )
        informant = Description(machine, plugins.disabled, asked, is_foreign)
    return Corrections(informant, overrides) if overrides else informant
