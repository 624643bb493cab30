"""Find names in the settings that are most likely misspelt.

The provider, or key, that one is to leave out would take part without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..providers.registry import BY_NAME, NAMES
from ..text import guess, printable

if TYPE_CHECKING:
    from .settings import MachineSettings


def misspelt(
    settings: MachineSettings,
    present: Collection[str],
    is_installed: Callable[[str], bool],
) -> Iterator[str]:
    """Yield a line for each name that is much like another.

    :param present: The providers that answer.
    :param is_installed: Returns whether a plugin has a name; only called if the name
        is much like another.
    """
    named = {
        "disabled_providers": settings.disabled_providers,
        "excluded": {parts[0] for parts in settings.excluded},
    }
    for setting, names in named.items():
        for text in _names(names, {*present, *NAMES}, is_installed):
            yield f"{setting} names {text}"
    for text in sorted({*_keys(settings.excluded)}):
        yield f"excluded names {text}"


def _names(
    names: Collection[str], known: Collection[str], is_installed: Callable[[str], bool]
) -> Iterator[str]:
    for name in sorted({*names}.difference(known)):
        maybe = guess(name, known)
        # Plugins that are not asked, or not installed, may be meant, too.
        if maybe and not is_installed(name):
            yield f"{printable(name)}, but no provider here is called so{maybe}"


def _keys(excluded: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the keys that are much like one of a built-in provider, each for a line."""
    for provider, key, *_ in (parts for parts in excluded if len(parts) > 1):
        known = BY_NAME[provider].keys if provider in BY_NAME else ()
        maybe = guess(key, known) if key not in known else ""
        if maybe:
            name = printable(f"{provider} :: {key}")
            yield f"{name}, but that provider reports no such key{maybe}"


def misspelt_properties(
    asked: Iterable[tuple[str, str]], builtin: Collection[str] | None = None
) -> Iterator[str]:
    """Yield a line for each key that no provider reports, and that is much like one.

    :param asked: Providers and keys.
    :param builtin: The built-in providers that answer, None for all: a plugin may have
        the name of another.
    """
    known = {
        name: BY_NAME[name].keys for name in NAMES if builtin is None or name in builtin
    }
    for provider, key in asked:
        if provider in known:
            maybe = "" if key in known[provider] else guess(key, known[provider])
        elif provider in BY_NAME:
            maybe = ""
        else:
            # Any plugin may have a name like theirs, but hardly the same key, too.
            maybe = guess(provider, [name for name in known if key in known[name]])
        if maybe:
            yield f"nothing reports {printable(f'{provider} :: {key}')}{maybe}"
