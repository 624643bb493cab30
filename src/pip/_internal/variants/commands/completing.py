"""Download beside the chosen files those for machines that nobody described.

The command runs again for them, so they come with what they require, and are checked as
any other file.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.documents.listed import SUFFIX
from pip._vendor.variantlib.documents.toml_document import parse_toml
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.text import joined, printable

from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError, PipError
from pip._internal.models.format_control import FormatControl
from pip._internal.req.req_file import get_file_content
from pip._internal.utils.pylock import is_valid_pylock_filename
from pip._internal.variants.commands.conflicts import conflict_in_line
from pip._internal.variants.commands.mirror import (
    Mirror,
    chosen_releases,
)
from pip._internal.variants.commands.named_plugins import named_plugins
from pip._internal.variants.commands.plain_wheels import PlainWheels, add_plain
from pip._internal.variants.commands.rerunning import (
    RESOLUTION,
    Reruns,
    attempt,
    own_copy,
    run_anyhow,
    run_copy,
)
from pip._internal.variants.pylock.reading import parts_of, read_lock_file
from pip._internal.variants.utils.logs import at_level, each_line_once
from pip._internal.variants.utils.preparing import wheels_only
from pip._internal.vcs import is_url

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.variantlib.documents.lock_choices import LockChoice

    from pip._internal.network.session import PipSession
    from pip._internal.variants.commands.mirror import Release
    from pip._internal.variants.commands.rerunning import Run
    from pip._internal.variants.hooks.finder import FinderVariants
    from pip._internal.variants.selection.recorder import Recorder

logger = logging.getLogger(__name__)


def with_the_rest(run: Run) -> Run:
    """Return a command that downloads also other variants, after what it chose.

    It fails if any of them cannot be had; all others are in the folder then.
    """
    # Of machines with the same tags it is the same.
    done: set[object] = set()
    plain = PlainWheels()

    def run_for_all(command: Any, options: Values, args: list[str]) -> int:
        parts = [*_parts(options, partial(command.get_default_session, options))]
        # Most files are those of another run.
        with each_line_once():
            if parts:
                made = [attempt(run_for_part, command, part, args) for part in parts]
                status = max(made)
            else:
                status = run_for_part(command, options, args)
        plain.warn()
        return status

    def run_for_part(command: Any, options: Values, args: list[str]) -> int:
        wants_all = options.which_variants == "all"
        # A machine that the user names shall get something that fits it.
        first = run_anyhow if wants_all and not options.machines else run_copy
        status = first(run, command, options, args)
        if status != SUCCESS:
            return status
        variants: FinderVariants = options.finder_variants
        releases = [*chosen_releases(variants)]
        reruns = Reruns(run, command, options, args)
        if wants_all:
            mirror = Mirror(reruns, variants.tags, done)
            mirror.add_all(variants)
            releases = mirror.releases
            _save_documents(releases, variants.candidates.record, options.download_dir)
        elif options.with_plain:
            add_plain(reruns, releases, variants)
        if wants_all or options.with_plain:
            plain.meet(releases, variants)
        if options.with_providers:
            plugins = _plugins_of(releases, variants.candidates.record)
            named = [text for text in plugins if (text, variants.tags) not in done]
            done.update((text, variants.tags) for text in named)
            for text in named:
                _add_plugin(run, command, options, text)
        return ERROR if reruns.failed else SUCCESS

    return run_for_all


def _parts(options: Values, get_session: Callable[[], PipSession]) -> Iterator[Values]:
    """Yield the options for each part of a lock file of which all is wanted.

    They ask for variants of that part, as no machine need fit.

    :raises CommandError: If there is another lock file, which would need a part, too.
    """
    if options.which_variants != "all" or options.machines or options.variants:
        return
    locks = [*filter(is_valid_pylock_filename, options.requirements)]
    for lock in locks:
        choices = _read_parts(lock, get_session)
        if choices and len(locks) > 1:
            shown = joined([*map(printable, locks)], 3)
            raise CommandError(f"--variants=all takes one lock file, not {shown}")
        for choice in choices:
            part = own_copy(options)
            own = choice.variants.items()
            part.variants = [f"{project}={names[0]}" for project, names in own]
            if choice.group is not None:
                part.requirements = [n for n in options.requirements if n != lock]
                part.dependency_groups = [
                    *options.dependency_groups,
                    (lock, choice.group),
                ]
            yield part


def _read_parts(lock: str, get_session: Callable[[], PipSession]) -> list[LockChoice]:
    """Return the choices of a lock file; none if it cannot be read, as pip tells."""
    try:
        if is_url(lock):
            _, text = get_file_content(lock, get_session())
            return parts_of(parse_toml(text))
        return parts_of(read_lock_file(lock))
    except (PipError, ValueError, OSError):
        return []


def _save_documents(
    releases: Collection[Release], record: Recorder, folder: str
) -> None:
    """Save the documents that describe the variants beside them."""
    for release in releases:
        if not release.offers:
            continue
        version = release.offers[0].version
        name = f"{release.project.replace('-', '_')}-{version}{SUFFIX}"
        content = record.evaluator.reader.fetch_document(release.offers[0])
        if content is not None:
            _save(Path(folder, name), content)


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from None
    logger.info("Saved %s", path)


def _plugins_of(releases: Collection[Release], record: Recorder) -> list[str]:
    """Return the requirements of the releases on plugins."""
    facts = (
        found
        for release in releases
        for found in record.evaluator.reader.read(release.offers)
    )
    return named_plugins(
        found.document
        for found in facts
        if isinstance(found, VariantMetadata) and found.document is not None
    )


def _add_plugin(run: Run, command: Any, options: Values, text: str) -> None:
    """Download a plugin, or say why there is none.

    A package named it, not the user: so nothing is built of sources, which would run
    them, and nothing comes from a URL that a dependency names.
    """
    command = copy.copy(command)
    command.make_requirement_preparer = wheels_only(command.make_requirement_preparer)
    options = own_copy(options)
    options.requirements = []
    options.dependency_groups = []
    options.requirements_from_scripts = []
    options.variants = []
    options.takes_any = False
    options.format_control = FormatControl(set(), {":all:"})
    logger.info("Also downloading the provider plugin %s", text)
    try:
        with at_level(RESOLUTION, logging.CRITICAL + 1):
            run(command, options, [text])
    except CommandError:
        raise
    except PipError as error:
        reason = conflict_in_line(error)
        logger.warning("Not downloading the provider plugin %s: %s", text, reason)
