"""A rule about dependencies that some variants have, and others not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from packaging.utils import NormalizedName

from ..documents.requirements import project_of
from ..documents.variant_markers import is_marked, marker_of
from ..names.labels import NULL_LABEL, each_property
from ..text import joined
from .findings import Problem
from .markers import shown_lines
from .release import Release, Variant, WheelFile

__all__ = ["of_some"]

# So many variants are named in one finding.
_SHOWN = 3

_PLAIN = ""


def of_some(release: Release) -> Iterator[Problem]:
    """Find dependencies of some variants that others lack."""
    needed = _dependencies(release.wheels)
    if len(needed) < 2:
        return
    lines = sorted({line for lines in needed.values() for line in lines})
    groups: dict[tuple[str, ...], list[str]] = {}
    for line in lines:
        having = tuple(name for name, own in needed.items() if line in own)
        if len(having) < len(needed):
            groups.setdefault(having, []).append(line)
    for having, own in groups.items():
        names = joined([name or "plain" for name in having], _SHOWN)
        whose = f"{names} alone" if len(having) == 1 else f"{names}, and not all,"
        require = "requires" if len(having) == 1 else "require"
        yield Problem(
            "",
            f"{whose} {require} {shown_lines(own)}: resolvers that read one wheel for"
            " all of a release miss it",
            _remedy(release, having, needed.keys() - set(having)),
        )


def _dependencies(wheels: Collection[WheelFile]) -> dict[str, set[str]]:
    """Return the dependencies without a variant marker that all wheels of each have."""
    found: dict[str, set[str]] = {}
    for wheel in wheels:
        if wheel.metadata is not None:
            lines = {line for line in wheel.metadata.requires if not is_marked(line)}
            found[wheel.variant] = found.get(wheel.variant, lines) & lines
    if _PLAIN in found:
        marked = _marked_everywhere(wheels)
        found[_PLAIN] = {
            line for line in found[_PLAIN] if project_of(line) not in marked
        }
    return dict(sorted(found.items()))


def _marked_everywhere(wheels: Iterable[WheelFile]) -> set[NormalizedName | None]:
    """Return the projects that all variants require with a marker.

    In the plain wheel no marker may stand.
    """
    found = [
        {project_of(line) for line in wheel.metadata.requires if is_marked(line)}
        for wheel in wheels
        if wheel.metadata is not None and wheel.name is not None
    ]
    return set.intersection(*found) if found else set()


def _remedy(release: Release, having: Collection[str], lacking: Collection[str]) -> str:
    names = [name for name in having if name != _PLAIN]
    others = [name for name in sorted(lacking) if name != _PLAIN]
    if not names:
        return "let the variants require it, too, or leave it out of the plain wheel"
    marker = _marker(release, names, others)
    into = f"write it into each variant, with a marker as in {marker}"
    if not others:
        # The plain wheel alone lacks it.
        alike = "let the plain wheel require it, too"
        return f"{alike}, or {into}" if marker else alike
    return f"{into}; the plain wheel keeps it without one" if _PLAIN in having else into


def _marker(release: Release, having: list[str], lacking: list[str]) -> str:
    """Return a marker that tells variants apart; hashes by their properties.

    :return: Empty if there is none.
    """
    if not release.hashes:
        if not lacking:
            return "variant_label != ''"
        if len(lacking) == 1 < len(having):
            return f"variant_label != '{lacking[0]}'"
        return _or(f"variant_label == '{name}'" for name in having)
    own, others = (_known(release, names) for names in (having, lacking))
    common = set.intersection(*map(_namespaces, own)) if own else set()
    if telling := sorted(common.difference(*map(_namespaces, others))):
        return f"'{telling[0]}' in variant_namespaces"
    if not lacking:
        return ""
    return _or(
        marker_of(each_property(variant.properties))
        or f"variant_label == '{NULL_LABEL}'"
        for variant in own
    )


def _or(markers: Iterable[str]) -> str:
    """Join markers; of many, the first are the example."""
    all_of_them = [*dict.fromkeys(markers)]
    rest = ["..."] if len(all_of_them) > _SHOWN else []
    return " or ".join(all_of_them[:_SHOWN] + rest)


def _known(release: Release, names: Iterable[str]) -> list[Variant]:
    return [release.variants[name] for name in names if name in release.variants]


def _namespaces(variant: Variant) -> set[str]:
    return {namespace for namespace, _ in variant.properties}
