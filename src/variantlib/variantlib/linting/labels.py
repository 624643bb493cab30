"""A rule about labels: their text must not contradict the properties.

A label may be any text. It is compared only where it has the form of a version, a level
or a GPU that is known here, or names the value of a key that another variant of the
release has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from ..named_tuples import NamedTuple
from ..providers.nvidia_values import LOWER, SM_ARCH
from ..providers.registry import NAMES
from ..text import joined
from .findings import Problem
from .release import Release, Variant

__all__ = ["contradictions"]

# So many values are named in one finding.
_SHOWN = 5

Version = tuple[int, ...]


class _Claim(NamedTuple):
    """Something that labels say.

    :param find: Finds it in a label.
    :param agrees: Returns whether values of the key go with the groups that were found.
    :param is_clear: Whether it is about its namespace, whatever the properties are.
    """

    find: Callable[[str], re.Match[str] | None]
    namespace: str
    key: str
    agrees: Callable[[re.Match[str], Iterable[str]], bool]
    is_clear: bool = True


def contradictions(release: Release) -> Iterator[Problem]:
    """Find labels that say something else than their properties."""
    words = _words_of(release)
    for variant in release.labels:
        reasons = [*_claims(variant), *_other_words(variant, words)]
        for reason in reasons[:1]:
            yield Problem(
                variant.source,
                f"the label {variant.name} {reason}",
                "correct the property, or give it another label",
            )


def _claims(variant: Variant) -> Iterator[str]:
    features = variant.features
    namespaces = {namespace for namespace, _ in features}
    for claim in _CLAIMS:
        match = claim.find(variant.name)
        if match is None:
            continue
        said = f"says {match[0]}"
        values = features.get((claim.namespace, claim.key))
        if values is not None:
            if not claim.agrees(match, values):
                needs = f"{claim.namespace} :: {claim.key} :: "
                yield f"{said}, but needs {needs}{joined(values, _SHOWN)}"
        # In a namespace of one's own it may have another name.
        elif claim.is_clear and namespaces <= set(NAMES) - {claim.namespace}:
            yield f"{said}, but needs nothing of {claim.namespace}"


def _words_of(release: Release) -> Mapping[tuple[str, str], set[str]]:
    """Return the values that are words, of all variants, by namespace and key."""
    found: dict[tuple[str, str], set[str]] = {}
    for variant in release.labels:
        for feature, values in variant.features.items():
            words = {value for value in values if len(value) > 2 and value.isalpha()}
            found.setdefault(feature, set()).update(words)
    return found


def _other_words(
    variant: Variant, words: Mapping[tuple[str, str], set[str]]
) -> Iterator[str]:
    """Yield the words in a label that are values which the variant does not need."""
    own = set(re.split(r"[_.]", variant.name))
    for feature, values in variant.features.items():
        others = sorted(own & words[feature] - set(values))
        if others and not own & set(values):
            name = " :: ".join(feature)
            yield f"says {others[0]}, but needs {name} :: {joined(values, _SHOWN)}"


def _version(text: str) -> Version:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def _claimed(match: re.Match[str]) -> Version:
    """Return the version in a label: "13.0", "13_0", "130" and "13" are of CUDA 13."""
    digits = match["version"]
    if digits.isdecimal() and len(digits) > 2:
        return int(digits[:2]), int(digits[2:])
    return _version(digits)


def _agrees_cuda(match: re.Match[str], values: Iterable[str]) -> bool:
    """Return whether the lowest bound is of that major version, and not above it.

    A lower minor version is right where the build keeps to its major version's rules.
    """
    claimed, lowest = _claimed(match), min(map(_version, values))
    return lowest[:1] == claimed[:1] and (len(claimed) < 2 or lowest <= claimed)


def _agrees_rocm(match: re.Match[str], values: Iterable[str]) -> bool:
    digits = match["version"]
    claimed = (
        tuple(map(int, digits))
        if digits.isdecimal() and len(digits) == 2
        else _version(digits)
    )
    return any(_version(value)[: len(claimed)] == claimed for value in values)


def _agrees_level(match: re.Match[str], values: Iterable[str]) -> bool:
    return f"v{match['version']}" in values


def _agrees_arm(match: re.Match[str], values: Iterable[str]) -> bool:
    return match["version"] in values


def _agrees_sm(match: re.Match[str], values: Iterable[str]) -> bool:
    return any(value.startswith(f"{match['version']}_") for value in values)


def _agrees_gfx(match: re.Match[str], values: Iterable[str]) -> bool:
    return match["version"] in values


_END = r"(?![0-9a-z])"
_NUMBER = r"(?P<version>\d+(?:[._]\d+)*)"
_START = r"(?<![a-z])"


def _finder(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).search


_CLAIMS = (
    _Claim(
        _finder(rf"{_START}(?:cuda|cu)[_.]?{_NUMBER}{_END}"),
        "nvidia",
        LOWER,
        _agrees_cuda,
    ),
    _Claim(
        _finder(rf"{_START}rocm[_.]?{_NUMBER}{_END}"),
        "amd",
        "rocm_version",
        _agrees_rocm,
    ),
    _Claim(
        _finder(r"x86_?64_?v(?P<version>[1-4])(?!\d)"),
        "x86_64",
        "level",
        _agrees_level,
    ),
    _Claim(
        _finder(rf"{_START}v(?P<version>[1-4]){_END}"),
        "x86_64",
        "level",
        _agrees_level,
        is_clear=False,
    ),
    _Claim(
        _finder(rf"arm_?v?(?P<version>\d(?:\.\d)?a){_END}"),
        "aarch64",
        "version",
        _agrees_arm,
    ),
    _Claim(
        _finder(rf"{_START}sm_?(?P<version>\d{{2,3}}){_END}"),
        "nvidia",
        SM_ARCH,
        _agrees_sm,
    ),
    _Claim(
        _finder(rf"{_START}(?P<version>gfx[0-9a-f]{{3,4}}){_END}"),
        "amd",
        "gfx_arch",
        _agrees_gfx,
    ),
)
