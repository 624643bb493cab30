"""Check the answers of providers. Nothing foreign is trusted here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from ..named_tuples import NamedTuple
from ..names.grammar import check_provider
from ..text import printable
from ..wire import load_config
from .discovery import Plugin

Config = tuple[tuple[str, tuple[str, ...]], ...]

MAX_VARIABLES = 100
MAX_FILES = 100
MAX_PATH = 4096


class Device(NamedTuple):
    """A GPU, or the like, that is there.

    :param name: Its name for the user, as in "NVIDIA A100 (GPU-8932f937)".
    :param target: The code that it runs, as in "8.0" or "gfx90a".
    """

    name: str
    target: str


class Builtin(NamedTuple):
    """More about the answer of a provider that needs no plugin.

    :param stands_for: The distributions whose answers it equals, each with versions;
        "0.1.*" stands for the newest one of 0.1.
    :param notes: Sentences for the user: about hardware that is there and does not
        count, or facts that had to be guessed. Each without a full stop.
    :param devices: The devices that were found, whichever of them count.
    :param is_partial: Whether something could not be learned that is known otherwise,
        or had to be guessed.
    :param is_blocked: Whether a note is about hardware that is here, and that programs
        cannot use, or pip cannot judge.
    """

    stands_for: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()
    devices: tuple[Device, ...] = ()
    is_partial: bool = False
    is_blocked: bool = False


class ProviderAnswer(NamedTuple):
    """The answer of one provider about this machine.

    :param provider: The provider's name.
    :param plugin: Its plugin for the user, as "distribution version"; several if they
        conflict.
    :param config: Keys and their values, best first. None if the plugin found nothing
        to report (then there is no problem), or if there is a problem.
    :param problem: Why the provider is absent, fit to follow the plugin's name in a
        sentence; printable, in one line.
    :param from_cache: Whether nothing was run for it.
    :param seconds: How long it took to ask, whenever that was.
    :param age: How many seconds ago that was, if it is from the cache.
    :param variables: The environment variables that the answer depends on.
    :param files: The paths of the files that it depends on.
    :param distribution: The distribution that the plugin is in, normalised; this and
        the next two are empty for plugins that conflict.
    :param version: The version of the distribution.
    :param entry_point: The object of the plugin's entry point: "module:attribute", or
        "module". The ``plugin-api`` of a variants.json names the same.
    :param is_named: Whether the plugin itself named its provider. If not, the name is
        that of the entry point, or of the distribution where that is taken: it is for
        the metadata of packages to say which provider this is.
    :param builtin: The rest of the answer of a built-in provider; None for others.
    """

    provider: str
    plugin: str
    config: Config | None
    problem: str | None = None
    from_cache: bool = False
    seconds: float = 0.0
    age: float = 0.0
    variables: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    distribution: str = ""
    version: str = ""
    entry_point: str = ""
    is_named: bool = True
    builtin: Builtin | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the user, each without a full stop."""
        return self.builtin.notes if self.builtin else ()

    @property
    def is_doubtful(self) -> bool:
        """Whether the machine may have more than it says, or something else."""
        is_partial = self.builtin is not None and self.builtin.is_partial
        return is_partial or self.problem is not None

    @property
    def is_silent(self) -> bool:
        """Whether it is built in, and has nothing to say of this machine."""
        return self.builtin is not None and self.config is None and not self.notes


def read_answer(
    plugin: Plugin, document: dict[str, Any], seconds: float = 0.0
) -> ProviderAnswer:
    """The answer that a worker's document holds, whether it is fresh or was cached.

    Raises ValueError or TypeError unless it is as ``_worker.py`` describes.
    """
    provider = check_provider(document.get("provider"))
    is_named = document.get("named") is True
    if "problem" in document:
        name = provider if is_named else None
        return failure(plugin, str(document["problem"]), name, seconds)
    config = None
    if document.get("config") is not None:
        reported, config = load_config(document["config"])
        if reported != provider:
            raise ValueError(f"{provider} reports the provider {reported}")
    answer = ProviderAnswer(
        provider,
        "",
        config,
        seconds=seconds,
        variables=_read_variables(document.get("variables")),
        files=_read_files(document.get("files")),
        is_named=is_named,
    )
    return _sign(plugin, answer)


def _read_variables(names: object) -> tuple[str, ...]:
    if not isinstance(names, list) or len(names) > MAX_VARIABLES:
        raise TypeError("__provider_variables__ is not a list of a few names")
    for name in names:
        if not isinstance(name, str) or not name or set(name) & {"=", "\0"}:
            raise ValueError("__provider_variables__ holds what is no variable's name")
    return tuple(names)


def _read_files(paths: object) -> tuple[str, ...]:
    if not isinstance(paths, list) or len(paths) > MAX_FILES:
        raise TypeError("__provider_files__ is not a list of a few paths")
    for path in paths:
        if not isinstance(path, str) or len(path) > MAX_PATH:
            raise ValueError("__provider_files__ holds what is no path")
        # A plugin for several systems may name files of another one.
        if not (os.path.isabs(path) or path.startswith("/")):
            raise ValueError(
                f"__provider_files__ holds {path!r}, which is not absolute"
            )
    return tuple(paths)


def as_problem(text: str) -> str:
    """Return the problem, fit for a line in which a full stop follows."""
    text = printable(text)
    return text if text.endswith("...") else text.rstrip(".")


def failure(
    plugin: Plugin, problem: str, provider: str | None = None, seconds: float = 0.0
) -> ProviderAnswer:
    """The answer that there is none; ``provider`` is the name that the plugin told."""
    answer = ProviderAnswer(
        provider or plugin.provider,
        "",
        None,
        as_problem(problem),
        seconds=seconds,
        is_named=provider is not None,
    )
    return _sign(plugin, answer)


def _sign(plugin: Plugin, answer: ProviderAnswer) -> ProviderAnswer:
    return answer._replace(
        plugin=plugin_label(plugin),
        distribution=printable(plugin.distribution),
        version=printable(plugin.version),
        entry_point=printable(plugin.entry_point),
    )


def conflict(plugins: Iterable[str], provider: str) -> ProviderAnswer:
    """The one answer for a provider that several plugins claim: none of theirs."""
    names = sorted(plugins)
    return ProviderAnswer(
        provider,
        " and ".join(names),
        None,
        "claim the same provider, so none of them is used; name all but one of their"
        " distributions in disabled_providers",
    )


def plugin_label(plugin: Plugin) -> str:
    return printable(plugin.label)
