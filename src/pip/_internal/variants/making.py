"""What the options of a command say about the choice among variants.

Every command that chooses packages comes here, so what only matters where there are
variants is imported, and looked at, when the first of them is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING

from pip._internal.variants.selection import VariantSelection
from pip._internal.variants.wishes import Wishes

if TYPE_CHECKING:
    from optparse import Values

    from pip._internal.cli.parser import ConfigOptionParser
    from pip._internal.configuration import Configuration
    from pip._internal.models.link import Link
    from pip._internal.models.target_python import TargetPython
    from pip._internal.network.session import PipSession
    from pip._internal.variants.choices import Requests
    from pip._internal.variants.chooser import Chooser
    from pip._internal.variants.circumstances import Circumstances

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
            from pip._internal.variants.choices import refuse_all_and_none

            refuse_all_and_none()
        return VariantSelection(None, [])
    documents: list[Link] = []

    @cache
    def read() -> Circumstances:
        from pip._internal.variants.circumstances import read_circumstances

        return read_circumstances(options, parser, session, target_python, documents)

    @cache
    def get_chooser() -> Chooser:
        return read().make_chooser()

    is_dry = getattr(options, "dry_run", False)
    get_build_chooser = None
    if options.machines or options.machine_facts:
        # A mistake in them is told of even where there is no variant.
        get_build_chooser = cache(read().for_build().make_chooser)
    made = VariantSelection(
        get_chooser,
        documents,
        wishes,
        downloads=parser.name in DOWNLOADING and not is_dry,
        get_build_chooser=get_build_chooser,
        upgrades=options.upgrade_strategy if vars(options).get("upgrade") else None,
        locks_all=locks_all,
    )
    if parser.name == "lock":
        made.keep_record()
    return made


def _read_wishes(options: Values, parser: ConfigOptionParser) -> Wishes:
    find_sets = cache(partial(_load_sets, parser.config))
    choices = None
    if options.variants:
        from pip._internal.variants.choices import check_not_off, parse_choices

        choices = parse_choices(options.variants, find_sets)
        check_not_off(choices, options.no_variant)
    return Wishes(choices, find_sets)


def _load_sets(config: Configuration) -> Mapping[str, Requests]:
    from pip._internal.variants.circumstances import load_sets

    return load_sets(config)
