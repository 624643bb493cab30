from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Collection, Iterator
from optparse import Values
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.documents.document import ABI_DEPENDENCY
from pip._vendor.variantlib.machine.adjustment import adjustment_of
from pip._vendor.variantlib.machine.detectors import Detector, make_detector
from pip._vendor.variantlib.machine.platforms import KEYS
from pip._vendor.variantlib.order.provider_order import order_providers
from pip._vendor.variantlib.passwords import without_user
from pip._vendor.variantlib.plugins import ProviderAnswer, query
from pip._vendor.variantlib.text import guess, printable

from pip._internal.cli.status_codes import SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.base import StructuredCommand, cached
from pip._internal.variants.commands.detect_text import as_lines, draw
from pip._internal.variants.commands.detected import Detected, Origin
from pip._internal.variants.commands.output import show, write
from pip._internal.variants.machine.detectors import TrustingDetector
from pip._internal.variants.machine.given import read_options
from pip._internal.variants.machine.options import MachineOptions
from pip._internal.variants.options import is_on_command_line, machine, machine_set
from pip._internal.variants.settings.config import load_settings
from pip._internal.variants.utils.logs import at_level
from pip._internal.variants.utils.waiting import report_asking

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.settings import MachineSettings

logger = logging.getLogger(__name__)

STDOUT = "-"

_ABSENT = (("present", ("false",)),)
"""What a provider reports that says of every machine whether something is there."""


class DetectCommand(StructuredCommand):
    """
    Show what this machine supports, as providers say: plugins and built-in ones.

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
                "Ask all providers again, and write their answers to a file that "
                "describes this machine; - is standard output."
            ),
        )
        for option in (cached, machine, machine_set):
            self.cmd_opts.add_option(option())
        super().add_options()

    def run(self, options: Values, args: list[str]) -> int:
        if args:
            raise CommandError("pip variant detect takes no arguments")
        settings = load_settings(self.parser.config, os.getcwd()).machine
        # A failure is listed with the others, so it needs no warning.
        with at_level(query.logger, logging.ERROR):
            detected = _detect(settings, options, self.name)
        if options.output:
            text = _describe(detected, options.output)
            if not any(map(_has_found, detected.answers)):
                logger.warning(
                    "pip found nothing on %s, so the description names no hardware.",
                    detected.subject.name,
                )
            if options.output == STDOUT:
                write(text)
                return SUCCESS
            _save(text, options.output)
        if options.json:
            show(_as_document(detected))
        else:
            is_full = options.verbose > 0
            notes = list(_saved(options.output))
            lines = as_lines(detected, is_full, notes)
            show(lines, lambda canvas: draw(canvas, detected, is_full, notes))
        return SUCCESS


def _detect(settings: MachineSettings, options: Values, command: str) -> Detected:
    if options.refresh or (options.output and not options.cached):
        settings = settings._replace(cache_max_age=0)
    plugins = TrustingDetector(
        settings, options.cache_dir or None, on_wait=report_asking
    )
    detector: Detector = plugins
    described: set[str] = set()
    platform = plugins.own_platform
    machines, facts = options.machines, options.machine_facts
    if options.output:
        # What is configured is not this machine, which is to be described.
        machines = machines if is_on_command_line(machines) else ()
        facts = facts if is_on_command_line(facts) else ()
    if machines or facts:
        given = read_options(machines, facts, command)
        if given.machine is not None:
            platform = given.machine.platform
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
        platform,
        list(detector.left_out),
        # Of another machine, a description need not tell all.
        list(_unknown(settings, found)) if detector is plugins else (),
    )


def _has_found(answer: ProviderAnswer) -> bool:
    """Return whether a provider reports more than that there is nothing."""
    return answer.config is not None and answer.config != _ABSENT


def _unknown(settings: MachineSettings, found: Collection[str]) -> Iterator[str]:
    known = {*found, *settings.disabled_providers, ABI_DEPENDENCY}
    for name in settings.provider_priority:
        if name not in known:
            yield f"{name}{guess(name, found)}"


def _providers_of(given: MachineOptions) -> set[str]:
    """Return the providers of which the options say something."""
    answers = given.machine.answers if given.machine else ()
    return {*(a.provider for a in answers), *(o.provider for o in given.overrides)}


def _describe(detected: Detected, path: str) -> str:
    """Return the text of a file that describes a machine."""
    from pip._vendor.variantlib.machine.writing import write_machine

    name = "" if path == STDOUT else os.path.splitext(os.path.basename(path))[0]
    answers = detected.answers
    oldest = max((answer.age for answer in answers), default=0)
    asked = dt.datetime.now(dt.timezone.utc) - dt.timedelta(seconds=oldest)
    return write_machine(answers, name, asked, detected.platform)


def _save(text: str, path: str) -> None:
    from pip._vendor.variantlib.machine.saving import save

    try:
        save(text, path)
    except OSError as error:
        reason = error.strerror or str(error)
        shown = printable(without_user(path))
        raise CommandError(f"Cannot write {shown}: {reason}") from None


def _saved(path: str | None) -> Iterator[str]:
    if path:
        yield f"Saved as {printable(path)}"


def _as_document(detected: Detected) -> dict[str, Any]:
    known = detected.platform.texts
    return {
        **{key: known.get(key) for key in KEYS},
        "providers": [_as_object(answer, detected) for answer in detected.adjusted],
        "disabled": detected.disabled,
        "excluded": detected.excluded,
        "left_out": list(detected.left_out),
    }


def _as_object(answer: ProviderAnswer, detected: Detected) -> dict[str, Any]:
    origin = detected.origin_of(answer)
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
        "notes": list(answer.notes),
        "is_doubtful": answer.is_doubtful,
        "keys": [{"key": key, "values": values} for key, values in answer.config or ()],
    }
