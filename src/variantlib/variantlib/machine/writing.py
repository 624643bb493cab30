"""Write a machine to a file; see ``files`` for the format."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence

from ..plugins import ProviderAnswer
from ..text import MAX_LENGTH, visible
from .files import FORMAT
from .platforms import UNSTATED, Platform

_WIDTH = 80


def write_machine(
    answers: Iterable[ProviderAnswer],
    name: str,
    captured: dt.datetime | None = None,
    platform: Platform = UNSTATED,
) -> str:
    """Return the text of a file that describes a machine.

    A provider without an answer is a comment: nothing is known of it. That also holds
    for a built-in one that could learn nothing, which may be only for now.

    :param name: The name of the machine, for people.
    :param captured: When the providers were asked.
    :param platform: Its Python and its platform, as far as they are known.
    """
    lines = [f"format = {FORMAT}"]
    if name:
        lines.append(f"name = {_quote(name)}")
    if captured is not None:
        lines.append(f"captured = {captured.isoformat(timespec='seconds')}")
    lines += (f"{key} = {_quote(text)}" for key, text in platform.texts.items())
    for answer in sorted(answers, key=lambda answer: answer.provider):
        lines += ["", *_provider_lines(answer)]
    return "\n".join([*lines, ""])


def _provider_lines(answer: ProviderAnswer) -> Iterator[str]:
    if answer.problem is not None:
        yield f"# {answer.provider}: {answer.plugin} {answer.problem}"
        return
    if answer.is_doubtful:
        yield from (f"# {answer.provider}: {visible(note)}" for note in answer.notes)
        if answer.config is None:
            return
    origin = list(_origin_lines(answer))
    if origin or answer.config is None:
        yield f"[providers.{answer.provider}]"
        yield from origin
    if answer.config is not None:
        yield f"[providers.{answer.provider}.keys]"
        for key, values in answer.config:
            yield from _key_lines(key, values)


def _origin_lines(answer: ProviderAnswer) -> Iterator[str]:
    if answer.distribution:
        yield f"distribution = {_quote(answer.distribution)}"
        yield f"version = {_quote(answer.version)}"
    if not answer.is_named:
        # How a package finds a plugin without a name of its provider.
        yield f"entry-point = {_quote(answer.entry_point)}"


def _key_lines(key: str, values: Sequence[str]) -> Iterator[str]:
    quoted = list(map(_quote, values))
    line = f"{key} = [{', '.join(quoted)}]"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"{key} = ["
    yield from _fill(quoted)
    yield "]"


def _fill(quoted: Sequence[str]) -> Iterator[str]:
    line = "   "
    for text in quoted:
        if len(line) + len(text) + 2 > _WIDTH:
            yield line
            line = "   "
        line += f" {text},"
    yield line


def _quote(text: str) -> str:
    # JSON and TOML escape the same characters.
    return json.dumps(visible(text[:MAX_LENGTH]), ensure_ascii=False)
