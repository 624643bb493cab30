"""Read a case: a machine and a release, as JSON objects; README.md describes them."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"

Variant = Mapping[str, Mapping[str, Sequence[str]]]
"""Namespace to feature to values."""

Machine = Mapping[str, Mapping[str, Sequence[str]]]
"""The supported properties: features and values in order."""


class Wheel(NamedTuple):
    """The parts of the name of a wheel."""

    filename: str
    build: tuple[int, str] | tuple[()]
    tags: tuple[str, ...]
    label: str | None


class Case:
    """The question to an installer; `raw` is the JSON object."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw

    @property
    def name(self) -> str:
        return str(self.raw["name"])

    @property
    def question(self) -> dict[str, Any]:
        """The input of an installer: all but the answer."""
        return {"machine": self.raw["machine"], "release": self.raw["release"]}

    @property
    def order(self) -> list[str]:
        """The answer."""
        return list(self.raw["order"])

    @cached_property
    def tags(self) -> list[str]:
        return list(self.raw["machine"]["tags"])

    @cached_property
    def supported(self) -> Machine:
        return {
            entry["namespace"]: {
                feature["name"]: feature["values"] for feature in entry["features"]
            }
            for entry in self.raw["machine"]["supported"]
        }

    @property
    def document(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.raw["release"]["document"]
        return found

    @property
    def variants(self) -> Mapping[str, Variant]:
        found: Mapping[str, Variant] = self.document["variants"]
        return found

    @property
    def namespaces(self) -> list[str]:
        return list(self.document["default-priorities"]["namespace"])

    @cached_property
    def wheels(self) -> list[Wheel]:
        return [read_name(name) for name in self.raw["release"]["files"]]


def read_name(filename: str) -> Wheel:
    """Take the name of a wheel apart, as PEP 825 says."""
    _, _, *parts = filename.removesuffix(".whl").split("-")
    build: tuple[int, str] | tuple[()] = ()
    if number := re.fullmatch(r"(\d+)(.*)", parts[0]):
        build = int(number[1]), number[2]
        parts = parts[1:]
    sets = [part.split(".") for part in parts[:3]]
    tags = tuple("-".join(tag) for tag in itertools.product(*sets))
    return Wheel(filename, build, tags, parts[3] if len(parts) > 3 else None)


def read_cases(*paths: Path) -> Iterator[Case]:
    """Yield the cases of some files."""
    for path in paths:
        for raw in json.loads(path.read_text("utf-8")):
            yield Case(raw)
