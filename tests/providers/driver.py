"""Asks the providers as pip would, and prints what came of it as JSON.

A process of its own, as pip is: with the plugins' folder on sys.path, its own
environment variables, its own end.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from importlib.machinery import PathFinder
from typing import Any


class Records(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelname, record.getMessage()))


class PipFrom:
    """Finds ``pip`` in one folder that is not on sys.path, as pip's own runner does."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        return PathFinder.find_spec(name, [self._folder]) if name == "pip" else None


class Touched:
    """Keeps what is opened, made, listed, renamed or removed in a folder.

    What is named from a folder that is open counts as well: nobody else does that.
    """

    def __init__(self, folder: str | None) -> None:
        self._folder = folder
        self.lines: list[tuple[str, str]] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        path = arguments[0] if arguments else None
        if not (self._folder and event.startswith(("open", "os."))):
            return
        if isinstance(path, str):
            if path.startswith(self._folder) or not os.path.isabs(path):
                self.lines.append((event, path.removeprefix(self._folder)))
        elif event in ("os.scandir", "os.listdir"):
            self.lines.append((event, ""))


def ask(wanted: dict[str, Any]) -> Any:
    from pip._vendor.variantlib.plugins import ProviderSettings, ask_providers

    settings = ProviderSettings(
        frozenset(wanted["disabled"]),
        wanted["timeout"],
        wanted["max_age"],
        frozenset(wanted["trusted"]),
    )
    if wanted["question"] is None:
        return ask_providers(settings, wanted["cache_dir"])

    from pip._internal.variants.trusted.fetching import Handover
    from pip._internal.variants.trusted.trusted import ask_trusted

    question = wanted["question"]
    handover = Handover(**question.pop("handover"))
    return [
        ask_trusted(
            **question,
            settings=settings,
            cache_dir=wanted["cache_dir"],
            read_handover=lambda: handover,
        )
    ]


def main(arguments: str) -> None:
    wanted = json.loads(arguments)
    records = Records()
    logging.getLogger().addHandler(records)
    logging.getLogger().setLevel(logging.DEBUG)
    if wanted["pip_from"]:
        sys.meta_path.insert(0, PipFrom(wanted["pip_from"]))
    if wanted["executable"] is not None:
        sys.executable = wanted["executable"]
    touched = Touched(wanted["cache_dir"])
    before = set(sys.modules)
    started = time.perf_counter()
    answers = ask(wanted)
    result = {
        "answers": [answer._asdict() for answer in answers],
        "log": records.lines,
        "touched": touched.lines,
        "seconds": time.perf_counter() - started,
        "modules": sorted(set(sys.modules) - before),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1])
