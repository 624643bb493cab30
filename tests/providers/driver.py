"""Asks the providers as pip would, and prints what came of it as JSON.

A process of its own, as pip is: with the plugins' folder on sys.path, its own
environment variables, its own end.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import sys
import time


class Records(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelname, record.getMessage()))


def main(arguments: str) -> None:
    wanted = json.loads(arguments)
    records = Records()
    logging.getLogger().addHandler(records)
    logging.getLogger().setLevel(logging.DEBUG)
    before = set(sys.modules)
    started = time.perf_counter()
    from pip._internal.variants.providers import ProviderSettings, ask_providers

    settings = ProviderSettings(
        frozenset(wanted["disabled"]), wanted["timeout"], wanted["max_age"]
    )
    answers = ask_providers(settings, wanted["cache_dir"])
    result = {
        "answers": [dataclasses.asdict(answer) for answer in answers],
        "log": records.lines,
        "seconds": time.perf_counter() - started,
        "modules": sorted(set(sys.modules) - before),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1])
