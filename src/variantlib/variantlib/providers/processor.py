"""Find the flags of a processor by the rules of the system that it runs under."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .host import Host
from .provider import Report

__all__ = ["UnknownFlags", "flag_report"]

Flags = frozenset[str]


class UnknownFlags(Exception):
    """The flags cannot be learned; the text says why."""


def flag_report(
    host: Host,
    rules: Mapping[str, Callable[[Host], Flags]],
    version: Callable[[Flags], tuple[str, tuple[str, ...]]],
    names: Iterable[str],
    notes: Mapping[str, str],
) -> Report:
    """Return the answer of a provider for a kind of processors.

    :param rules: How each system is asked. Only Linux has files that tell.
    :param version: Returns the first key with its values, for the flags found.
    :param names: The flags to report, in their order.
    :param notes: Notes to make of the answer of a system.
    """
    try:
        if host.system not in rules:
            raise UnknownFlags(f"nothing here can ask {host.system}")
        if host.system != "linux" and not host.is_here:
            raise UnknownFlags(f"no file of {host.system} tells them")
        flags = rules[host.system](host)
    except UnknownFlags as reason:
        unknown = f"the flags of the processor are unknown: {reason}"
        return Report(notes=(unknown,), is_partial=True, is_blocked=True)
    known = ((name, ("on",)) for name in names if name in flags)
    note = notes.get(host.system)
    return Report((version(flags), *known), (note,) if note else ())
