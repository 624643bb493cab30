"""Define a built-in provider: its name, its questions, and whom it stands in for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from ..named_tuples import NamedTuple
from ..plugins.answers import Device
from ..wire import KeyValues
from .host import Host

__all__ = ["GPUS", "Code", "Device", "Facts", "Policy", "Probe", "Provider", "Report"]

Facts = Mapping[str, tuple[str, ...]]
"""The findings of a probe: texts by name. They are as foreign as a plugin's answer."""

_NONE: Mapping[str, str] = MappingProxyType({})

GPUS = ("highest", "lowest", "every", "visible")
"""The rules by which one of several GPUs, or all of them, count."""


class Policy(NamedTuple):
    """The settings that a built-in provider follows.

    :param gpus: Which of several GPUs count; one of ``GPUS``.
    """

    gpus: str = "highest"


class Report(NamedTuple):
    """The answer of a built-in provider.

    :param config: Keys and their values, best first; empty if there is nothing here.
    :param notes: Sentences for the user: about hardware that is there and does not
        count, or facts that had to be guessed. Each without a full stop.
    :param devices: The devices that were found, whichever of them count.
    :param is_partial: Whether something could not be learned that may be learned soon,
        or had to be guessed.
    :param is_blocked: Whether a note is about hardware that is here, and that programs
        cannot use, or pip cannot judge.
    """

    config: tuple[KeyValues, ...] = ()
    notes: tuple[str, ...] = ()
    devices: tuple[Device, ...] = ()
    is_partial: bool = False
    is_blocked: bool = False


class Probe(NamedTuple):
    """Libraries and programs that are asked in a process of their own.

    :param module: The module beside this one that asks them. It needs the standard
        library only, and has a class ``Plugin`` as the plugins of other distributions
        do: its ``get_supported_configs()`` returns the facts, as keys with values.
    :param is_needed: Returns whether files of the host say that there may be something
        to find, and the variables leave it to be found.
    :param parts: Further modules beside this one that it imports.
    """

    module: str
    is_needed: Callable[[Host], bool]
    parts: tuple[str, ...] = ()


class Code(NamedTuple):
    """How builds say which devices they have code for.

    :param key: The key whose values say so.
    :param serves: Returns whether a build, by its values of the key, has code for the
        target of a device.
    """

    key: str
    serves: Callable[[Iterable[str], str], bool]


class Provider(NamedTuple):
    """A provider that needs no plugin.

    :param name: The namespace that it answers for.
    :param keys: All keys that it can report, in their order.
    :param report: Returns the answer for a host. The facts are those of the probe:
        None if it was not asked, or gave no answer.
    :param stands_for: The distributions whose answers it equals, each with versions;
        "0.1.*" stands for the newest one of 0.1.
    :param only_for: Keys that count for packages alone that name a distribution.
    :param files: Paths whose state tells of a change of the hardware or its driver.
    :param libraries: Libraries of Windows' own folder whose state tells the same.
    :param variables: Environment variables that its answer depends on.
    :param probe: None if files tell everything.
    :param code: None if a build does not say for which devices it has code.
    :param remedy: Returns, by a key, some values of it and those of a machine, how the
        machine might come to support one of the former; None if nobody knows.
    """

    name: str
    keys: tuple[str, ...]
    report: Callable[[Host, Facts | None, Policy], Report]
    stands_for: Mapping[str, tuple[str, ...]]
    only_for: Mapping[str, str] = _NONE
    files: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    probe: Probe | None = None
    code: Code | None = None
    remedy: Callable[[str, Sequence[str], Sequence[str]], str | None] | None = None
