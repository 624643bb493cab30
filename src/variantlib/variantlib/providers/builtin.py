"""Answer by the built-in providers, for those who also ask plugins."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from typing import Any

from ..named_tuples import NamedTuple
from ..plugins import Plugin, ProviderAnswer
from ..plugins.answers import Builtin, as_problem
from ..plugins.discovery import normalise
from .host import PLATFORM_VARIABLE, ROOT_VARIABLE, Host
from .provider import Facts, Policy, Probe, Provider
from .registry import (
    BY_NAME,
    PROVIDERS,
    known_files,
    known_libraries,
    known_variables,
)

__all__ = ["LABEL", "BuiltinProviders"]

LABEL = "the built-in provider"


class BuiltinProviders(NamedTuple):
    """The built-in providers that the user has left switched on.

    :param host: The machine to read.
    :param enabled: Their names; None for all.
    :param policy: The settings that they follow.
    """

    host: Host
    enabled: Collection[str] | None = None
    policy: Policy = Policy()

    @property
    def files(self) -> tuple[str, ...]:
        """The paths that every answer about this host depends on."""
        paths = known_files()
        if self.host.system == "windows":
            paths = tuple(map(self.host.system_library, known_libraries()))
        return tuple(map(self.host.path, paths))

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that every such answer depends on."""
        return (ROOT_VARIABLE, PLATFORM_VARIABLE, *known_variables())

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of those that the user has switched off."""
        if self.enabled is None:
            return ()
        return tuple(name for name in BY_NAME if name not in self.enabled)

    def probes(self, disabled: Collection[str]) -> list[Plugin]:
        """Return what is to be asked in a process of its own, like plugins.

        :param disabled: Names of providers that do not answer.
        """
        return [
            _as_plugin(provider.name, provider.probe)
            for provider in self._active(disabled)
            if provider.probe is not None and provider.probe.is_needed(self.host)
        ]

    def answers(
        self, asked: Mapping[str, ProviderAnswer], disabled: Collection[str]
    ) -> list[ProviderAnswer]:
        """Return the answers of the built-in providers.

        :param asked: The answers of the probes, by the names of these.
        :param disabled: Names of providers that do not answer.
        :raises InvalidVariable: If a variable that forces a fact cannot be understood.
        """
        return [
            self._answer(provider, asked.get(provider.name))
            for provider in self._active(disabled)
        ]

    def is_partial(self, probe: Plugin, asked: Mapping[str, ProviderAnswer]) -> bool:
        """Return whether a kept answer of a probe leaves a provider in doubt.

        :raises InvalidVariable: As ``answers``.
        """
        answer = asked[probe.name]
        if not answer.from_cache or answer.problem is not None:
            return False
        provider = BY_NAME[probe.name]
        return provider.report(self.host, _facts_of(answer), self.policy).is_partial

    def _active(self, disabled: Collection[str]) -> list[Provider]:
        distributions = set(map(normalise, disabled))
        return [
            provider
            for provider in PROVIDERS
            if (self.enabled is None or provider.name in self.enabled)
            and provider.name not in disabled
            and distributions.isdisjoint(provider.stands_for)
        ]

    def _answer(
        self, provider: Provider, asked: ProviderAnswer | None
    ) -> ProviderAnswer:
        report = provider.report(self.host, _facts_of(asked), self.policy)
        notes = report.notes
        has_failed = asked is not None and asked.problem is not None
        if asked is not None and has_failed:
            notes = (f"the process that asks its libraries {asked.problem}", *notes)
        return ProviderAnswer(
            provider.name,
            LABEL,
            report.config or None,
            from_cache=asked is not None and asked.from_cache,
            seconds=asked.seconds if asked else 0.0,
            age=asked.age if asked else 0.0,
            builtin=Builtin(
                provider.stands_for,
                tuple(map(as_problem, notes)),
                report.devices,
                report.is_partial or has_failed,
                report.is_blocked or has_failed,
            ),
        )


def _facts_of(asked: ProviderAnswer | None) -> Facts | None:
    """Return the findings of a probe; None if there are none to believe."""
    if asked is None or asked.problem is not None:
        return None
    return dict(asked.config or ())


def _as_plugin(name: str, probe: Probe) -> Plugin:
    """Return a probe as the plugin of a distribution.

    Its code is in its record, so that answers of another version of it do not count.
    """
    folder = os.path.dirname(os.path.abspath(__file__))
    modules = (probe.module, *probe.parts)
    files = [os.path.join(folder, f"{module}.py") for module in modules]
    loader: Any = __spec__.loader  # Those of files and of zip files can do this.
    code = b"".join(map(loader.get_data, files))
    return Plugin(
        name=name,
        entry_point=f"{probe.module}:Plugin",
        group="variant_plugins",
        distribution="variantlib",
        version="",
        location=files[0],
        record=hashlib.sha256(code).hexdigest(),
        folder=folder,
    )
