"""The contract of a provider plugin.

A plugin is an installed distribution with an entry point of the group
`variantlib.plugins` that names a class of this shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .config import ProviderConfig


class Provider(Protocol):
    """Reports the facts about one part of a machine.

    When: an installer makes the object, without arguments, and calls `run()` once,
    and only after it has seen a variant wheel that it could choose. The answer may be
    kept on disk and used again: until the plugin, the interpreter, the machine or its
    boot changes, or an age limit (by default one day) is over.

    Where: in a child process, with other providers running side by side, in the
    environment that is installed into. The current directory is not importable. Printed
    text is not part of the answer. Processes that are left behind are ended.

    How long: a time limit (by default 30 s) covers import, construction and `run()`.
    Whoever is late, raises or exits is absent, with one warning; installing goes on.

    A plugin may also have `__provider_variables__`, a list of the names of the
    environment variables whose value may change the answer, and `__provider_files__`, a
    list of the absolute paths of such files (say, the driver's version in `/proc`, or a
    device): a kept answer is then used only while they stay as they are.
    """

    __provider_name__: str
    """The provider's name: the characters A-Z a-z 0-9 _."""

    __version__: str
    """The plugin's version, for messages."""

    def run(self) -> ProviderConfig | None:
        """Return the supported properties, best first; None for "nothing here"."""
