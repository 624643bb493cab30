"""What the options of a command say about the choice among variants."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from pip._internal.variants.context import load_sets, read_circumstances
from pip._internal.variants.hooks.finder import VariantSelection
from pip._internal.variants.requested import Wishes

if TYPE_CHECKING:
    from optparse import Values

    from pip._internal.cli.parser import ConfigOptionParser
    from pip._internal.models.target_python import TargetPython
    from pip._internal.network.session import PipSession
    from pip._internal.variants.selection.resolution import Look

DOWNLOADING = {"install", "download", "wheel"}
"""The commands that download what they choose."""


def make_selection(
    options: Values,
    parser: ConfigOptionParser,
    session: PipSession,
    target_python: TargetPython | None,
) -> VariantSelection:
    """Make the selection of a command; see ``hooks.selection_from_options``."""
    wishes = _read_wishes(options, parser)
    locks_all = getattr(options, "locked_variants", "chosen") == "all"
    if options.no_variant:
        if locks_all:
            from pip._internal.variants.settings.choices import refuse_all_and_none

            refuse_all_and_none()
        return VariantSelection(None, [])
    circumstances = read_circumstances(options, parser, session, target_python)
    is_dry = getattr(options, "dry_run", False)
    get_build_chooser = None
    if circumstances.is_described:
        get_build_chooser = cache(circumstances.for_build().make_chooser)
    made = VariantSelection(
        cache(circumstances.make_chooser),
        circumstances.documents,
        wishes,
        look=_look(parser.name, is_dry),
        get_build_chooser=get_build_chooser,
        upgrades=options.upgrade_strategy if vars(options).get("upgrade") else None,
        locks_all=locks_all,
        sources=circumstances.sources,
        roots=circumstances.roots,
    )
    if parser.name == "lock":
        made.keep_record()
    return made


def _look(command: str, is_dry: bool) -> Look:
    if command == "lock" or is_dry:
        return "inside"
    return "whole" if command in DOWNLOADING else "none"


def _read_wishes(options: Values, parser: ConfigOptionParser) -> Wishes:
    find_sets = cache(partial(load_sets, parser.config))
    choices = None
    if options.variants:
        from pip._internal.variants.settings.choices import check_not_off, parse_choices

        choices = parse_choices(options.variants, find_sets)
        check_not_off(choices, options.no_variant)
    return Wishes(choices, find_sets)
