from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum
from optparse import Values
from typing import TYPE_CHECKING, Any, NamedTuple

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.machine.adjustment import (
    Adjustment,
    adjustment_of,
    format_parts,
)
from pip._vendor.variantlib.machine.detectors import Detector, make_detector
from pip._vendor.variantlib.machine.saving import save
from pip._vendor.variantlib.order import order_providers
from pip._vendor.variantlib.plugins import ProviderAnswer, query
from pip._vendor.variantlib.text import printable, some

from pip._internal.cli.status_codes import SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.base import StructuredCommand
from pip._internal.variants.commands.output import HINT, Line, fill, show, write
from pip._internal.variants.machine.detectors import TrustingDetector
from pip._internal.variants.options import machine, machine_set
from pip._internal.variants.settings.config import Settings, load_settings
from pip._internal.variants.utils.logs import at_level
from pip._internal.variants.utils.waiting import report_asking

if TYPE_CHECKING:
    from pip._vendor.variantlib.models import Subject

    from pip._internal.variants.machine.options import Given

SHOWN_VALUES = 16
"""So many values of one key are shown without -v."""

SHOWN_KEYS = 50
"""So many keys of one provider are shown without -v."""

KEY_WIDTH = 24

STDOUT = "-"


class Origin(Enum):
    """Where an answer is from."""

    ASKED = "asked"
    CACHED = "cached"
    DESCRIBED = "described"
    NOT_ASKED = "not asked"


class Detected(NamedTuple):
    """The properties of a machine, and who tells them.

    :param answers: The answers of the providers, the most important first.
    :param described: The providers of which the options say something.
    :param disabled: The providers that the configuration disables.
    :param adjustment: The other changes by the configuration.
    """

    subject: Subject
    answers: list[ProviderAnswer]
    described: set[str]
    disabled: list[str]
    adjustment: Adjustment

    @property
    def adjusted(self) -> list[ProviderAnswer]:
        """The answers as they count for a choice."""
        return [_adjusted(answer, self.adjustment) for answer in self.answers]

    @property
    def excluded(self) -> list[str]:
        return sorted(map(format_parts, self.adjustment.excluded))


class DetectCommand(StructuredCommand):
    """
    Show what this machine supports, as the installed provider plugins say.

    Providers, keys and values are listed in the order of their priority. Plugins
    that failed are listed with the reason. With --machine, it is the machine that a
    file describes.
    """

    usage = """
      %prog [options]"""
    ignore_require_venv = True

    def add_options(self) -> None:
        self.cmd_opts.add_option(
            "--refresh",
            action="store_true",
            default=False,
            help="Run all plugins again instead of using their cached answers.",
        )
        self.cmd_opts.add_option(
            "-o",
            "--output",
            metavar="file",
            help=(
                "Write the plugins' answers to a file that describes this machine; "
                "- is standard output."
            ),
        )
        for option in (machine, machine_set):
            self.cmd_opts.add_option(option())
        super().add_options()

    def run(self, options: Values, args: list[str]) -> int:
        if args:
            raise CommandError("pip variant detect takes no arguments")
        settings = load_settings(self.parser.config, os.getcwd())
        # A failure is listed with the others, so it needs no warning.
        with at_level(query.logger, logging.ERROR):
            detected = _detect(settings, options, self.name)
        if options.output:
            text = _describe(detected.answers, options.output)
            if options.output == STDOUT:
                write(text)
                return SUCCESS
            _save(text, options.output)
        if options.json:
            show(_as_document(detected))
        else:
            lines = _as_lines(detected, is_full=options.verbose > 0)
            show([*lines, *_saved(options.output)])
        return SUCCESS


def _detect(settings: Settings, options: Values, command: str) -> Detected:
    if options.refresh:
        settings = replace(settings, cache_max_age=0)
    plugins = TrustingDetector(
        settings, options.cache_dir or None, on_wait=report_asking
    )
    detector: Detector = plugins
    described: set[str] = set()
    if options.machines or options.machine_facts:
        from pip._internal.variants.machine.options import read_given

        given = read_given(options.machines, options.machine_facts, command)
        detector = make_detector(plugins, False, *given)
        described = _providers_of(given)
    found = {answer.provider: answer for answer in detector.answers}
    order = order_providers(found, settings.provider_priority)
    return Detected(
        detector.subject,
        [found[name] for name in order],
        described,
        sorted(settings.disabled_providers),
        adjustment_of(settings),
    )


def _adjusted(answer: ProviderAnswer, adjustment: Adjustment) -> ProviderAnswer:
    if answer.config is None:
        return answer
    adjusted = dict(adjustment.apply([(answer.provider, answer.config)]))
    keys = adjusted.get(answer.provider, ())
    config = tuple((key, tuple(values)) for key, values in keys)
    return replace(answer, config=config or None)


def _providers_of(given: Given) -> set[str]:
    """Return the providers of which the options say something."""
    answers = given.machine.answers if given.machine else ()
    return {*(a.provider for a in answers), *(o.provider for o in given.overrides)}


def _describe(answers: Sequence[ProviderAnswer], path: str) -> str:
    """Return the text of a file that describes this machine."""
    from pip._vendor.variantlib.machine.writing import write_machine

    name = "" if path == STDOUT else os.path.splitext(os.path.basename(path))[0]
    oldest = max((answer.age for answer in answers), default=0)
    asked = dt.datetime.now(dt.timezone.utc) - dt.timedelta(seconds=oldest)
    return write_machine(answers, name, asked)


def _save(text: str, path: str) -> None:
    try:
        save(text, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandError(f"Cannot write {printable(path)}: {reason}") from None


def _saved(path: str | None) -> Iterator[str]:
    if path:
        yield ""
        yield f"Saved as {printable(path)}"


def _as_document(detected: Detected) -> dict[str, Any]:
    return {
        "providers": [_as_object(answer, detected) for answer in detected.adjusted],
        "disabled": detected.disabled,
        "excluded": detected.excluded,
    }


def _as_object(answer: ProviderAnswer, detected: Detected) -> dict[str, Any]:
    origin = _origin(answer, detected)
    is_of_plugin = origin in (Origin.ASKED, Origin.CACHED)
    return {
        "provider": answer.provider,
        "plugin": answer.plugin,
        "distribution": answer.distribution or None,
        "version": answer.version or None,
        "origin": origin.value,
        "seconds": round(answer.seconds, 3) if is_of_plugin else None,
        "age": round(answer.age) if is_of_plugin else None,
        "problem": answer.problem,
        "keys": [{"key": key, "values": values} for key, values in answer.config or ()],
    }


def _origin(answer: ProviderAnswer, detected: Detected) -> Origin:
    if answer.provider in detected.described:
        return Origin.DESCRIBED
    if answer.from_cache:
        return Origin.CACHED
    return Origin.ASKED if answer.distribution else Origin.NOT_ASKED


def _as_lines(detected: Detected, is_full: bool) -> Iterator[Line]:
    if not detected.answers:
        yield f"No provider {detected.subject.known}."
    for place, answer in enumerate(detected.adjusted):
        if place:
            yield ""
        origin = _origin(answer, detected)
        how = f"  ({answer.plugin}, {_how(answer, origin)})"
        yield Text.assemble((printable(answer.provider), "bold"), how)
        yield from _content(answer, is_full)
    if detected.disabled:
        yield ""
        names = ", ".join(map(printable, detected.disabled))
        yield f"Disabled by the configuration: {names}"
    if detected.excluded:
        yield ""
        yield from fill("Excluded by the configuration: ", detected.excluded, ", ", 2)


def _how(answer: ProviderAnswer, origin: Origin) -> str:
    took = f"{answer.seconds:.2f} s"
    if origin is Origin.ASKED:
        return f"{origin.value}, {took}"
    if origin is Origin.CACHED:
        age = dt.timedelta(seconds=int(answer.age))
        return f"{origin.value} {age} ago, took {took}"
    return str(origin.value)


def _content(answer: ProviderAnswer, is_full: bool) -> Iterator[Line]:
    if answer.problem is not None:
        for line in fill("  ignored: ", [answer.problem], "", 4):
            yield Text.assemble((line, "red"))
        return
    if answer.config is None:
        yield "  nothing here"
        return
    config = answer.config if is_full else answer.config[:SHOWN_KEYS]
    width = min(max(len(key) for key, _ in config), KEY_WIDTH)
    for key, values in config:
        shown = some(values, None if is_full else SHOWN_VALUES, HINT)
        start = f"  {printable(key).ljust(width)}  "
        yield from fill(start, shown, ", ", width + 4)
    if len(config) < len(answer.config):
        yield f"  and {len(answer.config) - len(config)} more keys{HINT}"
