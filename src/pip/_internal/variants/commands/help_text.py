"""The help of ``pip variant``: our options first, and no line wider than the terminal.

Upstream's formatter leaves descriptions as they stand in the code, and wraps text after
it has marked it up, so a terminal wraps some lines once more.
"""

from __future__ import annotations

import re
import textwrap
from optparse import Option, OptionGroup
from typing import Any

from pip._vendor.rich.markup import escape

from pip._internal.cli.parser import ConfigOptionParser, UpdatingDefaultsHelpFormatter
from pip._internal.variants.commands.base import OurOption

_OURS = {
    "cached",
    "catalogues",
    "installed",
    "json",
    "machine_facts",
    "machines",
    "no_variant",
    "output",
    "refresh",
    "variants",
}
"""Where our options keep their values."""

_COMMON = "Common Options"
_GENERAL = "General Options"
_TAG = re.compile(r"\[[a-z.]+\]|\[/\]")
_FLAG = re.compile(r"(?<!\S)(--?)(\w[\w-]*)")


def print_help(parser: ConfigOptionParser, name: str, file: Any = None) -> None:
    """Print the help of a parser.

    :param name: The name of the command, for its group of options.
    """
    formatter = HelpFormatter()
    formatter.set_parser(parser)
    parser.formatter = formatter
    parser.option_groups = _sorted_groups(parser, name)
    ConfigOptionParser.print_help(parser, file)


def _sorted_groups(parser: ConfigOptionParser, name: str) -> list[OptionGroup]:
    """Return the groups of options anew: ours, upstream's, the general ones."""
    own = f"{name.capitalize()} Options"
    groups: dict[str, list[Option]] = {own: [], _COMMON: []}
    general: dict[str, list[Option]] = {}
    for group in parser.option_groups:
        is_general = group.title == _GENERAL
        title = _COMMON if group.title == own else str(group.title)
        for option in group.option_list:
            is_named = option.dest in _OURS or isinstance(option, OurOption)
            is_ours = not is_general and is_named
            target = general if is_general else groups
            target.setdefault(own if is_ours else title, []).append(option)
    return [
        _group(parser, title, options)
        for title, options in (groups | general).items()
        if options
    ]


def _group(
    parser: ConfigOptionParser, title: str, options: list[Option]
) -> OptionGroup:
    group = OptionGroup(parser, title)
    # They belong to the parser already, which knows each once.
    group.option_list = options
    return group


class HelpFormatter(UpdatingDefaultsHelpFormatter):
    """Wraps all text to the width, before it is marked up."""

    def __init__(self) -> None:
        super().__init__()
        # Upstream's would be applied before the text is wrapped.
        self.highlights = {}

    def format_usage(self, usage: str) -> str:
        lines = [
            self._fill(line, "  ", " " * 6)
            for line in textwrap.dedent(usage).strip().splitlines()
        ]
        return "\n[optparse.groups]Usage:[/]\n" + escape("\n".join(lines)) + "\n"

    def format_description(self, description: str | None) -> str:
        text = textwrap.dedent(description or "").strip()
        if hasattr(self.parser, "main"):
            lines = map(self._command, text.splitlines())
            return "\n".join(["[optparse.groups]Commands:[/]", *lines, ""])
        # A blank line is between paragraphs, a dash starts an item of a list.
        parts = re.split(r"\n(?=\n|- )", text)
        filled = [self._fill(part.strip(), "  ", "  ") for part in parts]
        blanks = ["\n" if part.startswith("\n") else "" for part in parts]
        body = "\n".join(map("".join, zip(blanks, filled, strict=True)))
        return f"[optparse.groups]Description:[/]\n{escape(body)}\n"

    def _command(self, line: str) -> str:
        """Return the line of a subcommand, its summary wrapped beside its name."""
        name, summary = _TAG.sub("", line).split(maxsplit=1)
        return self._beside(f"[optparse.longargs]{name}[/]", summary, 2, 30)

    def format_option(self, option: Option) -> str:
        names = self.option_strings[option]
        text = self.expand_default(option).replace("\\[", "[") if option.help else ""
        indent = self.current_indent
        return self._beside(names, text, indent, self.help_position) + "\n"

    def _beside(self, names: str, text: str, indent: int, position: int) -> str:
        """Return names with a text beside them, or below them if they are long."""
        width = max(11, self.width - position)
        wrapped = textwrap.wrap(text, width, break_on_hyphens=False)
        # A bracket may be closed on another line.
        escaped = escape("\n".join(wrapped)).splitlines()
        lines = [" " * position + _highlighted(line) for line in escaped]
        length = indent + len(_TAG.sub("", names))
        start = " " * indent + names
        if not lines or length + 2 > position:
            return "\n".join([start, *lines])
        first = start + lines[0][length:]
        return "\n".join([first, *lines[1:]])

    def _fill(self, text: str, first: str, others: str) -> str:
        return textwrap.fill(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=others,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _highlighted(line: str) -> str:
    def style(match: re.Match[str]) -> str:
        kind = "shortargs" if match[1] == "-" else "longargs"
        return f"[optparse.{kind}]{match[0]}[/]"

    return _FLAG.sub(style, line)
