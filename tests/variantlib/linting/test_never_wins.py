"""What is said never to win does not, on any machine; compared with the real order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from variantlib.documents.document import parse_document
from variantlib.linting.never_wins import Contest, hash_contest, label_contest
from variantlib.linting.release import Release, Statement, Variant
from variantlib.names.labels import label_mapping, parse_label_properties
from variantlib.order.hash_order import Preferences
from variantlib.order.label_order import LabelPreferences
from variantlib.providers.nvidia_values import lower_bounds

# Small worlds: some values of each kind of provider.
KEYS = {
    ("x86_64", "level"): ("v1", "v2", "v3"),
    ("nvidia", "cuda_version_lower_bound"): ("12", "12.0", "12.8", "13.0"),
    ("gpu", "kind"): ("a", "b"),
    ("gpu", "mode"): ("c", "d"),
    ("blas", "library"): ("mkl", "openblas"),
}
STATIC = {"blas": {"static-properties": {"library": ["mkl", "openblas"]}}}
GPU = {"gpu": {"requires": ["gpu-provider"]}}

LEVELS = [(), ("v1",), ("v2", "v1"), ("v3", "v2", "v1")]
CUDA = [(), *map(lower_bounds, [(12, 0), (12, 8), (13, 0)])]


def _orders(values: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for count in range(len(values) + 1):
        yield from itertools.permutations(values, count)


def machines() -> Iterator[list[Any]]:
    kinds, modes = (list(_orders(KEYS["gpu", key])) for key in ("kind", "mode"))
    for level, cuda, kind, mode in itertools.product(LEVELS, CUDA, kinds, modes):
        gpu = [("kind", kind), ("mode", mode)]
        for order in (gpu, gpu[::-1]):
            yield [
                ("x86_64", [("level", level)] if level else []),
                ("nvidia", [("cuda_version_lower_bound", cuda)] if cuda else []),
                ("gpu", [entry for entry in order if entry[1]]),
                ("blas", [("library", ("mkl", "openblas"))]),
            ]


MACHINES = list(machines())
ORDER = ("nvidia", "gpu", "x86_64", "blas")


@st.composite
def properties(draw: st.DrawFn, is_single: bool = False) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(sorted(KEYS)), unique=True, max_size=2))
    found: dict[str, Any] = {}
    for namespace, key in chosen:
        values = st.lists(
            st.sampled_from(KEYS[namespace, key]),
            unique=True,
            min_size=1,
            max_size=1 if is_single else 2,
        )
        found.setdefault(namespace, {})[key] = draw(values)
    return found


def release_of(variants: dict[str, Any]) -> Release:
    raw = {
        "$schema": "https://variants-schema.wheelnext.dev/peps/850/v0.2.0.json",
        "default-priorities": {"namespace": list(ORDER)},
        "providers": {**STATIC, **GPU},
        "variants": variants,
    }
    return Release("demo", "1", statement=Statement("x", raw, parse_document(raw)))


def winners(variants: dict[str, Any]) -> set[str]:
    """The labels that win on some machine, by the order that pip has."""
    found = set()
    for machine in MACHINES:
        preferences = LabelPreferences(machine, ORDER)
        ranks = [
            (rank, name)
            for name, own in variants.items()
            if (rank := preferences.rank(own)) is not None
        ]
        if ranks:
            found.add(min(ranks)[1])
    return found


def claimed(contest: Contest) -> set[str]:
    """The variants of which it is not said that they never win."""
    fit = [n for n in range(len(contest.variants)) if contest.can_fit(n)]
    return {
        contest.variants[n].name
        for n in fit
        if contest.can_win(n, sum(1 << other for other in fit if other != n))
    }


@settings(max_examples=40)
@given(st.lists(properties(), min_size=2, max_size=5))
def test_labels_are_said_to_win_where_they_do(made: list[dict[str, Any]]) -> None:
    variants = {f"l{number}": own for number, own in enumerate(made)}
    assert claimed(label_contest(release_of(variants))) == winners(variants)


@settings(max_examples=30)
@given(st.lists(properties(is_single=True).filter(bool), min_size=2, max_size=4))
def test_hashes_are_said_to_win_where_they_do(made: list[dict[str, Any]]) -> None:
    # No document has a word in the order of hashes.
    unique = {str(parse_label_properties(own)): own for own in made}
    variants = {f"h{number}": own for number, own in enumerate(unique.values())}
    groups: dict[Any, list[Variant]] = {}
    for name, own in variants.items():
        held = Variant(name, False, parse_label_properties(own), "")
        groups.setdefault(frozenset(held.features), []).append(held)
    found = set()
    for machine in MACHINES:
        preferences = Preferences(machine)
        ranks = {name: preferences.rank(own) for name, own in variants.items()}
        fit = {name: rank for name, rank in ranks.items() if rank is not None}
        found.update([min(fit, key=lambda name: fit[name])] if fit else [])
    said = {name for g in groups.values() for name in claimed(hash_contest(g))}
    # Here the machine always has a BLAS library: more than hashes can rely on.
    assert found <= said


def test_several_rivals_beat_together_who_is_beaten_by_none_alone() -> None:
    def needs(*values: str) -> dict[str, Any]:
        return {"nvidia": {"sm_arch": list(values)}}

    variants = {"a": needs("80_real"), "b": needs("90_real")}
    both = {**variants, "c": needs("80_real", "90_real")}
    assert claimed(label_contest(release_of(both))) == {"a", "b"}
    more = {**variants, "c": needs("80_real", "90_real", "100_real")}
    assert claimed(label_contest(release_of(more))) == {"a", "b", "c"}


def test_two_hundred_variants_take_no_time() -> None:
    codes = [f"{number}_real" for number in (70, 75, 80, 86, 89, 90, 100, 103, 120)]
    variants: dict[str, Any] = {
        f"cuda{cuda}_{level}_{count}": {
            "nvidia": {"cuda_version_lower_bound": [cuda], "sm_arch": codes[count:]},
            "x86_64": {"level": [level]},
        }
        for cuda in ("12.0", "12.6", "12.8", "13.0", "13.1")
        for level in ("v1", "v2", "v3", "v4")
        for count in range(9)
    }
    contest = label_contest(release_of(variants))
    assert len(contest.variants) == 180
    # The ones with less code are not better anywhere but by name.
    assert len(claimed(contest)) == 5 * 4
    assert all(label_mapping(each.properties) for each in contest.variants)
