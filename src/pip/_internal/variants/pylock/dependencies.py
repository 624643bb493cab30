"""Tell apart the variants of a release that have different dependencies."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from email.parser import BytesHeaderParser
from functools import partial
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.statements import MAX_FILE_SIZE
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import and_others, printable, shortened

from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.fetch import fetch, link_beside
from pip._internal.variants.metadata.markers import bind_requirement
from pip._internal.variants.metadata.parallel import ask_side_by_side
from pip._internal.variants.metadata.stated import METADATA
from pip._internal.variants.metadata.wheel_file import read_from_wheel
from pip._internal.variants.models import VariantCandidate, stated_in
from pip._internal.variants.names import variant_of
from pip._internal.variants.selection.marker_values import MarkerValues
from pip._internal.variants.settings.choices import PLAIN

if TYPE_CHECKING:
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.network.session import PipSession
    from pip._internal.variants.metadata.reader import PropertyReader

logger = logging.getLogger(__name__)

_HEADERS = ("Requires-Dist", "Requires-Python")

Needs = tuple[str, ...]
"""All that one wheel requires, without variant markers."""


class _Wheel(NamedTuple):
    """A wheel, and the values of the variant markers for it."""

    candidate: InstallationCandidate
    text: str
    values: MarkerValues


def group_by_needs(
    wheels: Sequence[InstallationCandidate],
    session: PipSession,
    reader: PropertyReader,
) -> list[tuple[str, ...]]:
    """Return the variants of a release, those together that require the same.

    Those of a catalogue with other local versions are other packages in a lock file.

    :param wheels: All of its wheels.
    :return: The first wheel's group comes first. A wheel that cannot be read is in it.
    """
    known = _with_values(wheels, reader)
    needs: dict[str, Needs] = {}
    failed: dict[str, str] = {}
    for wheel, answer in ask_side_by_side(partial(_read, session), known):
        if isinstance(answer, FetchError):
            failed[wheel.text] = str(answer)
        else:
            needs[wheel.text] = _needs_of(answer, wheel.values) + _version_of(wheel)
    if failed:
        text, reason = next(iter(failed.items()))
        candidate = known[0].candidate
        logger.warning(
            "Locking variant %s of %s %s with the dependencies of others: %s",
            *(and_others(printable(text), len(failed)), candidate.name),
            *(candidate.version, shortened(reason)),
        )
    first = next(iter(needs.values()), ())
    groups: dict[Needs, list[str]] = {}
    for wheel in known:
        groups.setdefault(needs.get(wheel.text, first), []).append(wheel.text)
    return list(map(tuple, groups.values()))


def _with_values(
    wheels: Sequence[InstallationCandidate], reader: PropertyReader
) -> list[_Wheel]:
    """Return one wheel of each variant; on its machine all of its properties count."""
    examples: dict[str, _Wheel] = {}
    # Of several platforms the best, which pip has last.
    for candidate in reversed(wheels):
        name = variant_of(candidate.link)
        if name is None:
            examples.setdefault(PLAIN, _Wheel(candidate, PLAIN, MarkerValues(None)))
        elif name.text not in examples:
            find = partial(_properties_of, VariantCandidate(name, candidate), reader)
            values = MarkerValues(name, find)
            examples[name.text] = _Wheel(candidate, name.text, values)
    return list(examples.values())


def _version_of(wheel: _Wheel) -> Needs:
    if stated_in(wheel.candidate.link) is None:
        return ()
    return (f"Version: {wheel.candidate.version}",)


def _properties_of(
    offer: VariantCandidate, reader: PropertyReader
) -> tuple[Sequence[tuple[str, str, str]], dict[str, dict[str, list[str]]]]:
    (facts,) = reader.read_all([offer])
    known = isinstance(facts, VariantMetadata) and facts.check(offer.name).error is None
    return (facts.parsed.properties if known else ()), {}  # type: ignore[union-attr]


def _needs_of(content: bytes, values: MarkerValues) -> Needs:
    headers = BytesHeaderParser().parsebytes(content)
    stated = ((name, text) for name in _HEADERS for text in headers.get_all(name, ()))
    bound = (
        (name, bind_requirement(" ".join(str(text).split()), values))
        for name, text in stated
    )
    return tuple(sorted(f"{name}: {text}" for name, text in bound if text is not None))


def _read(session: PipSession, wheel: _Wheel) -> bytes | FetchError:
    """Return the METADATA of a wheel, as it lies beside it or is in it."""
    link = wheel.candidate.link
    beside = link_beside(link)
    try:
        if beside is not None:
            return fetch(session, beside, MAX_FILE_SIZE)
        return read_from_wheel(session, link, METADATA)
    except FetchError as error:
        return error
