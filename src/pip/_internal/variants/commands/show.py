from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from optparse import Values
from typing import TYPE_CHECKING, Any

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.names.properties import format_property
from pip._vendor.variantlib.text import HINT, printable, some

from pip._internal.cli.cmdoptions import index_group, make_option_group
from pip._internal.cli.index_command import IndexGroupCommand
from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError, InvalidWheelFilename
from pip._internal.index.collector import LinkCollector
from pip._internal.index.package_finder import PackageFinder
from pip._internal.models.link import Link
from pip._internal.models.selection_prefs import SelectionPreferences
from pip._internal.models.target_python import TargetPython
from pip._internal.models.wheel import Wheel
from pip._internal.utils.urls import path_to_url
from pip._internal.variants.commands.base import StructuredCommand
from pip._internal.variants.commands.output import Line, fill, show
from pip._internal.variants.context import read_context
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.stated import read_statement
from pip._internal.variants.names import variant_of
from pip._internal.variants.options import machine, machine_set
from pip._internal.variants.selection.factory import make_evaluator
from pip._internal.variants.utils.addresses import (
    check_addresses,
    hide_password,
    is_readable,
    is_url,
    without_password,
)

if TYPE_CHECKING:
    from pip._vendor.packaging.tags import Tag
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.names.filename import VariantName
    from pip._vendor.variantlib.names.properties import Property

    from pip._internal.network.session import PipSession

logger = logging.getLogger(__name__)

MAX_SHOWN = 50
"""So many properties of a wheel are shown, without ``-v``."""


class Shown(NamedTuple):
    """The facts about a wheel.

    :param name: Its variant, None for a plain wheel.
    :param misfit: Why it does not fit this machine; None if it does.
    """

    filename: str
    name: VariantName | None
    properties: tuple[Property, ...]
    misfit: str | None


class ShowCommand(StructuredCommand, IndexGroupCommand):
    """
    Show the variants that wheels are, and whether they fit this machine.

    A wheel is a file or a URL. Of one that is far away only a few KB are fetched.
    """

    usage = """
      %prog [options] <wheel> ..."""
    ignore_require_venv = True

    def add_options(self) -> None:
        for option in (machine, machine_set):
            self.cmd_opts.add_option(option())
        index_options = make_option_group(index_group, self.parser)
        self.parser.insert_option_group(0, index_options)
        super().add_options()

    def run(self, options: Values, args: list[str]) -> int:
        if not args:
            raise CommandError(
                'You must give at least one wheel (see "pip variant show --help")'
            )
        check_addresses(options)
        session = self.get_default_session(options)
        context = read_context(options, self.parser, session, None)
        command = options, session, _make_finder(options, session), ()
        machine = make_evaluator(context, [], [], lambda: command).machine
        tags = TargetPython().get_unsorted_tags()
        found, has_problems = [], False
        for text in args:
            try:
                found.append(_read(session, _as_link(text), machine, tags))
            except (FetchError, InvalidWheelFilename) as error:
                logger.error("%s: %s", _shown(text), hide_password(str(error), text))
                has_problems = True
        if options.json:
            show({"wheels": list(map(_as_object, found))})
        else:
            limit = None if self.verbosity > 0 else MAX_SHOWN
            show(_lines(found, machine.subject.name, limit))
        return ERROR if has_problems else SUCCESS


def _make_finder(options: Values, session: PipSession) -> PackageFinder:
    """Return a finder that knows where this command would look for packages."""
    return PackageFinder.create(
        LinkCollector.create(session, options),
        SelectionPreferences(allow_yanked=False),
        uploaded_prior_to=options.uploaded_prior_to,
    )


def _as_link(text: str) -> Link:
    """Return the link to a wheel.

    :raises FetchError: If nobody can make sense of it.
    """
    if not is_url(text):
        if os.path.isdir(text):
            wheels = printable(os.path.join(text, "*.whl"))
            raise FetchError(f"this is a folder; name the wheels in it: {wheels}")
        try:
            return Link(path_to_url(text))
        except UnicodeEncodeError:
            raise FetchError("its path is not in UTF-8") from None
    if not is_readable(text):
        # Who tries to read it says why not, and repeats the password.
        raise FetchError("this URL is not valid")
    return Link(text)


def _shown(text: str) -> str:
    return printable(without_password(text) if is_url(text) else text)


def _read(session: PipSession, link: Link, machine: Machine, tags: set[Tag]) -> Shown:
    wheel = Wheel(link.filename)
    name = variant_of(link)
    facts = read_statement(session, link, name)
    properties = facts.check(name).properties if name and facts else ()
    if not wheel.supported(tags):
        reason: str | None = "it is for another Python or platform"
    else:
        misfit = machine.misfit(facts) if facts else None
        reason = misfit.text if misfit else None
    return Shown(link.filename, name, properties, reason)


def _as_object(shown: Shown) -> dict[str, Any]:
    name = shown.name
    return {
        "filename": shown.filename,
        "hash": name.text if name and not name.is_label else None,
        "label": name.text if name and name.is_label else None,
        "properties": [format_property(p) for p in shown.properties],
        "fits": shown.misfit is None,
        "reason": shown.misfit,
    }


def _lines(found: list[Shown], machine: str, limit: int | None) -> Iterator[Line]:
    for shown in found:
        if shown is not found[0]:
            yield ""
        yield Text.assemble((printable(shown.filename), "bold"))
        if shown.name is None:
            yield "  plain wheel"
        else:
            form = "label" if shown.name.is_label else "hash"
            yield f"  {form} {printable(shown.name.text)}"
        properties = [format_property(prop) for prop in shown.properties]
        for line in some(properties, limit, HINT):
            yield f"    {printable(line)}"
        if shown.misfit is None:
            yield Text.assemble("  ", ("fits", "green"), f" {machine}")
        else:
            yield from fill(f"  does not fit {machine}: ", [shown.misfit], "", 4)
