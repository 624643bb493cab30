"""The fenced blocks of a page, as MyST writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_BLOCK = re.compile(
    r"^(?P<fence>```+)(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r":(?P<name>[a-z-]+): *(?P<value>.*)\n")


@dataclass(frozen=True)
class Block:
    """A fenced block: `{directive} language` or a bare language, options, text."""

    language: str
    text: str
    options: dict[str, str] = field(default_factory=dict)


def blocks(markdown: str) -> Iterator[Block]:
    """Yield the blocks of a page in their order."""
    for match in _BLOCK.finditer(markdown):
        text, options = match["body"], {}
        while option := _OPTION.match(text):
            options[option["name"]] = option["value"]
            text = text[option.end() :]
        language = match["info"].removeprefix("{code-block}").strip()
        yield Block(language, text.lstrip("\n"), options)
