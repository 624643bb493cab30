"""Name commands that the user may run next, so that they choose alike."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from optparse import Values

from pip._vendor.variantlib.text import printable

from pip._internal.variants.utils.addresses import without_password
from pip._internal.variants.utils.state import PROCESS


def pip_of(python: str | None) -> str:
    """Return the start of another command about the same environment.

    :param python: The value of ``--python``, which names one that is not pip's own.
    """
    return f"pip --python {shlex.quote(python)}" if python else "pip"


def places_of(options: Values, usual: Values) -> Iterator[str]:
    """Yield the options of a command that name other places, and their values.

    :param usual: The options of a command without arguments. Where a list is the very
        same, nothing is configured, and the parser has added to its default.
    """
    # Without any other place, nothing could be installed.
    if options.no_index and options.find_links:
        yield "--no-index"
    elif options.index_url != usual.index_url:
        yield from ("--index-url", without_password(options.index_url))
    for name, given, configured in (
        ("--extra-index-url", options.extra_index_urls, usual.extra_index_urls),
        ("--find-links", options.find_links, usual.find_links),
    ):
        known = 0 if given is configured else len(configured)
        for url in given[known:]:
            yield from (name, without_password(url))


def explaining(project: str) -> str:
    """Return the command that explains the choice of a project."""
    pip, words = PROCESS.repeat() if PROCESS.repeat else ("pip", [])
    return printable(f"{pip} variant explain {shlex.join([*words, project])}")
