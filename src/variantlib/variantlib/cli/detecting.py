"""The commands about plugins: detect, check-plugin."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from ..errors import VariantError
from ..machine.platforms import KEYS, platform_of
from ..plugins import ProviderAnswer, ProviderSettings, ask_providers
from ..plugins.discovery import Plugin, plugin_path
from ..plugins.outcomes import read_outcome
from ..plugins.process import ask_plugins
from ..providers.builtin import BuiltinProviders
from ..providers.host import this_host
from ..text import printable
from .result import Result

TIMEOUT = 30.0
"""Seconds that plugins get to answer, unless the user says otherwise."""


def add_commands(commands: Any) -> None:
    """Add the commands to the subparsers of argparse."""
    detect = commands.add_parser(
        "detect", help="print what this machine supports, as the providers say"
    )
    _add_options(detect)
    detect.set_defaults(run=_detect)

    check = commands.add_parser(
        "check-plugin", help="ask one plugin, and check its answer"
    )
    check.add_argument(
        "plugin", metavar="MODULE:NAME", help="the object that its entry point names"
    )
    _add_options(check)
    check.set_defaults(run=_check)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print it for programs")
    parser.add_argument(
        "--timeout",
        type=float,
        default=TIMEOUT,
        metavar="SECONDS",
        help=f"time to answer, default: {TIMEOUT:g}",
    )


def _detect(options: argparse.Namespace) -> Result:
    settings = ProviderSettings(frozenset(), _timeout(options), max_age=0)
    host = this_host()
    answers = ask_providers(
        settings,
        cache_dir=None,
        on_wait=_report_waiting,
        builtin=BuiltinProviders(host),
    )
    if options.json:
        known = platform_of(host).texts
        platform = {key: known.get(key) for key in KEYS}
        providers = list(map(_as_object, answers))
        return Result(_as_json({**platform, "providers": providers}))
    lines = [line for a in answers if not a.is_silent for line in _lines(a)]
    return Result("\n".join(lines or ["No provider answers here."]))


def _check(options: argparse.Namespace) -> Result:
    timeout = _timeout(options)
    answer, printed = _ask(options.plugin, timeout)
    status = 0 if answer.problem is None else 1
    if options.json:
        return Result(_as_json({**_as_object(answer), "printed": printed}), status)
    lines = list(_lines(answer))
    if printed:
        lines += ["It printed:", *(f"  {printable(line)}" for line in printed)]
    return Result("\n".join(lines), status)


def _ask(entry_point: str, timeout: float) -> tuple[ProviderAnswer, list[str]]:
    """Ask one plugin, and return also the lines that it printed at last.

    The module may be in the current directory, as for ``python -m``.
    """
    name = entry_point.partition(":")[0].rpartition(".")[2]
    plugin = Plugin(name, entry_point, "variant_plugins", entry_point, "", "", None)
    path = [os.getcwd(), *plugin_path()]
    [outcome] = ask_plugins(
        [plugin], path, timeout, is_traced=True, on_wait=_report_waiting
    )
    answer = read_outcome(plugin, outcome, timeout)
    return answer, str(outcome.report.get("printed", "")).splitlines()


def _report_waiting(plugin: Plugin) -> None:
    name = printable(plugin.provider)
    print(f"Asking the provider {name}, still waiting ...", file=sys.stderr)


def _timeout(options: argparse.Namespace) -> float:
    timeout: float = options.timeout
    if not 0 < timeout < 3600:
        raise VariantError("--timeout must be more than 0 and less than 3600 seconds")
    return timeout


def _as_json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=True)


def _as_object(answer: ProviderAnswer) -> dict[str, Any]:
    return {
        "provider": answer.provider,
        "plugin": answer.plugin.strip(),
        "distribution": answer.distribution or None,
        "version": answer.version or None,
        "entry_point": None if answer.is_named else answer.entry_point,
        "seconds": round(answer.seconds, 3),
        "problem": answer.problem,
        "notes": list(answer.notes),
        "is_doubtful": answer.is_doubtful,
        "keys": [{"key": key, "values": values} for key, values in answer.config or ()],
    }


def _lines(answer: ProviderAnswer) -> Iterator[str]:
    plugin = answer.plugin.strip()
    yield f"{printable(answer.provider)}  ({plugin}, {answer.seconds:.2f} s)"
    if answer.problem is not None:
        yield f"  wrong: it {answer.problem}"
    elif answer.config is None:
        yield "  nothing here"
    for key, values in answer.config or ():
        yield f"  {key}  {_joined(values)}"
    for note in answer.notes:
        yield f"  note: {printable(note)}"


def _joined(values: Sequence[str]) -> str:
    return ", ".join(map(printable, values))
