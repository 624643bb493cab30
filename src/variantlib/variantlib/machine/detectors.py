"""Detect the properties that the machine of an installation supports.

Built-in providers and plugins report those of this machine, a file has those of any
other, and the user may correct both. Of a target that nobody describes, nothing is
known.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from ..plugins import OnWait, ProviderAnswer, ProviderSettings, ask_providers
from ..plugins.discovery import (
    find_plugins,
    installed_versions,
    normalise,
    plugin_path,
)
from ..providers.builtin import BuiltinProviders
from ..providers.host import this_host
from ..providers.provider import Policy
from .misspelt import misspelt
from .overrides import OPTION, Override, override_answers, override_config
from .platforms import UNSTATED, Platform, platform_of
from .subject import THIS_MACHINE, Subject

if TYPE_CHECKING:
    from ..documents.provider_tables import ProviderTable
    from .files import MachineFile
    from .settings import MachineSettings

logger = logging.getLogger(__name__)

Config = Sequence[tuple[str, Sequence[str]]]

THE_TARGET = Subject("the target", "on the target", "is described")


class Detector:
    """Tells of a machine; by itself, that nothing is known of it.

    :ivar subject: The name of the machine.
    :ivar is_silent: Whether nothing at all can be known.
    :ivar is_foreign: Whether the machine is another one than this, so that
        installed plugins, and this Python, say nothing of it.
    :ivar is_asking: Whether plugins are asked, so that more of them would tell more.
    :ivar platform: What is described of its Python and its platform.
    :ivar left_out: The built-in providers that would answer, but for the setting
        ``builtin_providers``.
    """

    subject = THE_TARGET
    platform = UNSTATED
    is_silent = True
    is_foreign = True
    is_asking = False

    @property
    def left_out(self) -> Collection[str]:
        return ()

    @functools.cached_property
    def answers(self) -> tuple[ProviderAnswer, ...]:
        """The answers of all providers, sorted by name; found out on first use."""
        return self._find_answers()

    @property
    def has_answered(self) -> bool:
        """Whether the answers were needed so far."""
        return "answers" in vars(self)

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

    def installed_version(self, distribution: str) -> str | None:
        """Return the version of a distribution that plugins may be in; None for none.

        :param distribution: Its name, normalised.
        """
        return None

    def has_plugin(self, distribution: str) -> bool:
        """Return whether a distribution that is installed announces a plugin."""
        return False

    def correct(self, namespace: str, config: Config) -> Config:
        """Return the part to be believed of an answer that did not come from here."""
        return config


class PluginDetector(Detector):
    """The built-in providers, and the plugins that are installed for this Python.

    :param cache_dir: The cache folder of pip, None for no cache.
    :param on_wait: Learns of each plugin that does not answer soon.
    """

    subject = THIS_MACHINE
    is_silent = False
    is_foreign = False
    is_asking = True

    def __init__(
        self,
        settings: MachineSettings,
        cache_dir: str | None,
        on_wait: OnWait | None = None,
    ) -> None:
        self._settings = settings
        self._cache_dir = cache_dir
        self._on_wait = on_wait

    @property
    def disabled(self) -> Collection[str]:
        """Names of providers, or of their distributions, that take no part."""
        return self._settings.disabled_providers

    @functools.cached_property
    def _builtin(self) -> BuiltinProviders:
        policy = Policy(self._settings.gpus)
        return BuiltinProviders(this_host(), self._settings.builtin_providers, policy)

    @property
    def left_out(self) -> Collection[str]:
        return self._builtin.left_out

    @property
    def own_platform(self) -> Platform:
        """The Python and the platform of the machine that the answers are about.

        Another root folder may have the files of another system.
        """
        return platform_of(self._builtin.host)

    @property
    def path(self) -> list[str]:
        """``sys.path`` as plugins may use it."""
        return plugin_path()

    def installed_version(self, distribution: str) -> str | None:
        return self._installed.get(distribution)

    @functools.cached_property
    def _installed(self) -> dict[str, str]:
        return installed_versions(self.path)

    def has_plugin(self, distribution: str) -> bool:
        return distribution in self._holders

    @functools.cached_property
    def _holders(self) -> set[str]:
        return {plugin.distribution for plugin in find_plugins(self.path)}

    def _find_answers(self) -> tuple[ProviderAnswer, ...]:
        answers = self.ask()
        present = {answer.provider for answer in answers}
        for name in self._settings.provider_priority:
            if name not in present:
                logger.debug("provider_priority names %s, which is not installed", name)
        self.check_names(present)
        return answers

    def check_names(self, present: Collection[str]) -> None:
        """Warn of the names in the settings that are much like another.

        :param present: The providers that answer.
        """
        for text in misspelt(self._settings, present, self._is_installed):
            self.warn(text)

    def warn(self, text: str) -> None:
        """Tell the user something of the settings."""
        logger.warning(text)

    def _is_installed(self, name: str) -> bool:
        """Return whether a plugin, or its distribution, has a name."""
        return any(
            name == plugin.provider or normalise(name) == plugin.distribution
            for plugin in find_plugins(self.path)
        )

    def ask(self, but: Collection[str] = ()) -> tuple[ProviderAnswer, ...]:
        """Ask all providers but some, built-in ones too; or the cache."""
        settings = self.provider_settings(but)
        return ask_providers(
            settings, self._cache_dir, self.path, self._on_wait, self._builtin
        )

    def provider_settings(self, but: Collection[str] = ()) -> ProviderSettings:
        """Return how plugins are asked, and which are not."""
        return ProviderSettings(
            disabled=self._settings.disabled_providers.union(but),
            timeout=self._settings.provider_timeout,
            max_age=self._settings.cache_max_age,
            trusted=self._settings.trusted_providers,
            files=self._builtin.files,
            variables=self._builtin.variables,
        )


class FileDetector(Detector):
    """A file that describes a machine.

    :param disabled: Names of providers that take no part.
    :param plugins: Answers for providers that the file does not describe; None for
        nobody.
    :param check_names: Learns which providers answer.
    """

    is_silent = False

    def __init__(
        self,
        machine: MachineFile,
        disabled: Collection[str] = (),
        plugins: PluginDetector | None = None,
        is_foreign: bool = False,
        check_names: Callable[[Collection[str]], None] = lambda _: None,
    ) -> None:
        known = "is described or installed" if plugins else f"is in {machine.name}"
        name = f"machine {machine.name}"
        self.subject = Subject(name, f"on {name}", known)
        self.is_foreign = is_foreign
        self.is_asking = plugins is not None
        self.platform = machine.platform
        self._described = machine.answers
        self._disabled = disabled
        self._plugins = plugins
        self._check_names = check_names

    @property
    def left_out(self) -> Collection[str]:
        return self._plugins.left_out if self._plugins else ()

    def _find_answers(self) -> tuple[ProviderAnswer, ...]:
        told = [a for a in self._described if a.provider not in self._disabled]
        described = {answer.provider for answer in self._described}
        if self._plugins is not None:
            told += self._plugins.ask(described)
        self._check_names(described.union(answer.provider for answer in told))
        return tuple(sorted(told, key=lambda answer: answer.provider))

    def ask_for(self, namespace: str, table: ProviderTable) -> ProviderAnswer | None:
        return self._plugins.ask_for(namespace, table) if self._plugins else None

    def describes(self, namespace: str) -> bool:
        return any(answer.provider == namespace for answer in self._described)

    def installed_version(self, distribution: str) -> str | None:
        return self._plugins.installed_version(distribution) if self._plugins else None

    def has_plugin(self, distribution: str) -> bool:
        return self._plugins is not None and self._plugins.has_plugin(distribution)


class OverrideDetector(Detector):
    """The answers of another detector, with single facts that the user sets."""

    is_silent = False

    def __init__(self, detector: Detector, overrides: Sequence[Override]) -> None:
        self.subject = detector.subject
        self.is_foreign = detector.is_foreign
        self.is_asking = detector.is_asking
        self.platform = detector.platform
        self._detector = detector
        self._overrides = overrides

    @property
    def left_out(self) -> Collection[str]:
        return self._detector.left_out

    def _find_answers(self) -> tuple[ProviderAnswer, ...]:
        facts = "; ".join(map(str, self._overrides))
        logger.info("%s says of %s: %s", OPTION, self.subject.name, facts)
        return override_answers(self._overrides, self._detector.answers)

    def ask_for(self, namespace: str, table: ProviderTable) -> ProviderAnswer | None:
        return self._detector.ask_for(namespace, table)

    def describes(self, namespace: str) -> bool:
        return self._detector.describes(namespace)

    def installed_version(self, distribution: str) -> str | None:
        return self._detector.installed_version(distribution)

    def has_plugin(self, distribution: str) -> bool:
        return self._detector.has_plugin(distribution)

    def correct(self, namespace: str, config: Config) -> Config:
        for override in self._overrides:
            if override.provider == namespace:
                config = override_config(override, config)
        return config


def make_detector(
    plugins: PluginDetector,
    is_foreign: bool,
    machine: MachineFile | None = None,
    overrides: Sequence[Override] = (),
) -> Detector:
    """Return who tells of the machine that is installed for.

    :param plugins: Who tells of the machine that pip runs on.
    :param is_foreign: Whether the target is another machine.
    :param machine: The description in a file; None without a file.
    :param overrides: The facts that the user sets.
    """
    detector: Detector = Detector() if is_foreign else plugins
    if machine is not None:
        asked = plugins if machine.detect and not is_foreign else None
        if machine.detect and is_foreign:
            logger.warning(
                "%s says 'detect = true', but the target is not this machine: no "
                "plugin is asked for what is not described.",
                machine.name,
            )
        detector = FileDetector(
            machine, plugins.disabled, asked, is_foreign, plugins.check_names
        )
    return OverrideDetector(detector, overrides) if overrides else detector
