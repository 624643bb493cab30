from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from optparse import OptionGroup, Values
from typing import Any

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.order import order_providers

from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.light import LightCommand
from pip._internal.variants.commands.output import Line, Result, fill, some
from pip._internal.variants.informants import Plugins
from pip._internal.variants.providers import ProviderAnswer, asking
from pip._internal.variants.settings import Settings, load_settings
from pip._internal.variants.text import printable

SHOWN_VALUES = 16
"""So many values of one key are shown without -v."""

SHOWN_KEYS = 50
"""So many keys of one provider are shown without -v."""

KEY_WIDTH = 24

STDOUT = "-"


class DetectCommand(LightCommand):
    """
    Show what this machine supports, as the installed provider plugins say.

    Providers, keys and values are listed in the order of their priority. Plugins
    that failed are listed with the reason.
    """

    usage = """
      %prog [options]"""

    def add_options(self, group: OptionGroup) -> None:
        group.add_option(
            "--refresh",
            action="store_true",
            default=False,
            help="Ask all plugins anew instead of believing what they said before.",
        )
        group.add_option(
            "-o",
            "--output",
            metavar="file",
            help=(
                "Write what the plugins say to a file that describes this machine; "
                "- is standard output."
            ),
        )
        super().add_options(group)

    def run(self, options: Values, args: list[str]) -> Result:
        if args:
            raise CommandError("pip variant detect takes no arguments")
        settings = load_settings(self.parser.config, os.getcwd())
        answers = _ask(settings, options)
        if options.output:
            text = _describe(answers, options.output)
            if options.output == STDOUT:
                return Result(text.splitlines())
            _save(text, options.output)
        ordered = _by_priority(answers, settings)
        if options.json:
            return Result(_as_document(ordered, settings))
        is_full = options.verbose > 0
        return Result([*_as_lines(ordered, settings, is_full), *_saved(options.output)])


def _ask(settings: Settings, options: Values) -> Sequence[ProviderAnswer]:
    if options.refresh:
        settings = replace(settings, cache_max_age=0)
    # What failed is listed with the others, so there is no need for a warning.
    asking.logger.setLevel(logging.ERROR)
    return Plugins(settings, options.cache_dir or None).answers


def _describe(answers: Sequence[ProviderAnswer], path: str) -> str:
    """Return the text of a file that describes this machine."""
    from pip._internal.variants.machines.writing import write_machine

    name = "" if path == STDOUT else os.path.splitext(os.path.basename(path))[0]
    return write_machine(answers, name, dt.datetime.now(dt.timezone.utc))


def _save(text: str, path: str) -> None:
    from pip._internal.variants.machines.saving import save

    try:
        save(text, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandError(f"Cannot write {printable(path)}: {reason}") from None


def _saved(path: str | None) -> Iterator[str]:
    if path:
        yield ""
        yield f"Saved as {printable(path)}"


def _by_priority(
    answers: Iterable[ProviderAnswer], settings: Settings
) -> list[ProviderAnswer]:
    found = {answer.provider: answer for answer in answers}
    return [found[name] for name in order_providers(found, settings.provider_priority)]


def _as_document(
    answers: Iterable[ProviderAnswer], settings: Settings
) -> dict[str, Any]:
    return {
        "providers": [_as_object(answer) for answer in answers],
        "disabled": sorted(settings.disabled_providers),
    }


def _as_object(answer: ProviderAnswer) -> dict[str, Any]:
    is_fresh = not answer.from_cache and answer.distribution
    return {
        "provider": answer.provider,
        "plugin": answer.plugin,
        "distribution": answer.distribution or None,
        "version": answer.version or None,
        "cached": answer.from_cache,
        "seconds": round(answer.seconds, 3) if is_fresh else None,
        "problem": answer.problem,
        "keys": [{"key": key, "values": values} for key, values in answer.config or ()],
    }


def _as_lines(
    answers: Sequence[ProviderAnswer], settings: Settings, is_full: bool
) -> Iterator[Line]:
    if not answers:
        yield "No provider plugins are installed."
    for answer in answers:
        if answer is not answers[0]:
            yield ""
        yield Text.assemble((answer.provider, "bold"), f"  {_origin(answer)}")
        yield from _content(answer, is_full)
    if settings.disabled_providers:
        yield ""
        names = ", ".join(map(printable, sorted(settings.disabled_providers)))
        yield f"Disabled by the configuration: {names}"


def _origin(answer: ProviderAnswer) -> str:
    if answer.from_cache:
        how = "cached"
    elif answer.distribution:
        how = f"asked, {answer.seconds:.2f} s"
    else:
        how = "not asked"
    return f"({answer.plugin}, {how})"


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
        shown = values if is_full else some(values, SHOWN_VALUES)
        yield from fill(f"  {key.ljust(width)}  ", shown, ", ", width + 4)
    if len(config) < len(answer.config):
        yield f"  and {len(answer.config) - len(config)} more keys (-v shows all)"
