"""Which label wheel of a release is tried first: PEP 825's rules, transcribed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pip._internal.index.package_finder import CandidateEvaluator
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.target_python import TargetPython
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection.reporter import Reporter
from tests.builders import label_document
from tests.unit.scene import candidate, evaluator, machine

Properties = Mapping[str, Mapping[str, Sequence[str]]]
Triple = tuple[int, int, int]

TAGS = [str(tag) for tag in TargetPython().get_sorted_tags()]
TAGS = [TAGS[0], TAGS[len(TAGS) // 2], "py3-none-any"]
NULL = "null"


@dataclass(frozen=True)
class File:
    """A file on offer; the label is None for a plain wheel."""

    label: str | None
    tag: int
    build: int

    def candidate(self, folder: Path) -> InstallationCandidate:
        build = f"-{self.build}" if self.build else ""
        label = f"-{self.label}" if self.label else ""
        name = f"pkg-1.0{build}-{TAGS[self.tag]}{label}.whl"
        return candidate(name, folder=folder)


def fits(properties: Properties, supported: Properties, order: Sequence[str]) -> bool:
    """For every feature that it lists at least one value is supported."""
    for namespace, features in properties.items():
        for feature, values in features.items():
            if namespace not in order or namespace not in supported:
                return False
            known = supported[namespace].get(feature, [])
            if not any(value in known for value in values):
                return False
    return True


def key(
    properties: Properties, supported: Properties, order: Sequence[str]
) -> list[Triple]:
    """The sorted triples: the places of namespace, feature, and its best value."""
    triples = []
    for namespace, features in properties.items():
        for feature, values in features.items():
            known = supported[namespace][feature]
            best = min(known.index(value) for value in values if value in known)
            place = list(supported[namespace]).index(feature)
            triples.append((order.index(namespace), place, best))
    return sorted(triples)


def compare(one: tuple[list[Triple], str], other: tuple[list[Triple], str]) -> int:
    """Element by element; then the longer list; then the label by characters."""
    for left, right in zip(one[0], other[0], strict=False):
        if left != right:
            return -1 if left < right else 1
    if len(one[0]) != len(other[0]):
        return len(other[0]) - len(one[0])
    return (one[1] > other[1]) - (one[1] < other[1])


def expected_order(
    files: Sequence[File],
    labels: Mapping[str, Properties],
    supported: Properties,
    namespaces: Sequence[str],
    priority: Sequence[str],
) -> list[File]:
    """The groups of the labels that fit, then the plain wheels; tags, then builds."""
    first = [name for name in dict.fromkeys(priority) if name in namespaces]
    order = [*first, *(name for name in namespaces if name not in first)]
    keys = [
        (key(properties, supported, order), label)
        for label, properties in labels.items()
        if fits(properties, supported, order)
    ]
    groups = [label for _, label in sorted(keys, key=cmp_to_key(compare))]
    return [
        file
        for group in [*groups, None]
        for file in sorted(files, key=lambda file: (file.tag, -file.build))
        if file.label == group
    ]


names = st.sampled_from(["a", "b_1", "c2"])
values = st.sampled_from(["1", "2.0", "on", "on", "x_y"])
machines = st.dictionaries(
    names,
    st.dictionaries(names, st.permutations(["1", "2.0", "on"]), min_size=2),
    min_size=2,
)
orders = st.permutations(["a", "b_1", "c2"]).flatmap(
    lambda order: st.sampled_from([order, order, order, order[:2]])
)


def properties_for(supported: Properties) -> st.SearchStrategy[Properties]:
    """Sets of properties of which most fit a machine."""
    known = [(name, feature) for name in supported for feature in supported[name]]
    feature = st.sampled_from([*known, *known, *known, ("a", "new"), ("b_1", "c2")])
    chosen = st.lists(values, min_size=1, max_size=3, unique=True)
    return st.dictionaries(feature, chosen, max_size=3).map(_nested)


def _nested(flat: Mapping[tuple[str, str], Sequence[str]]) -> Properties:
    nested: dict[str, dict[str, Sequence[str]]] = {}
    for (namespace, feature), listed in flat.items():
        nested.setdefault(namespace, {})[feature] = listed
    return nested


def releases_for(
    supported: Properties,
) -> st.SearchStrategy[tuple[Properties, dict[str, Properties], list[File]]]:
    """A machine, the labels of a release, and the files that are on offer."""
    texts = st.text(st.sampled_from("0a_.z"), min_size=1, max_size=2)
    labels = st.dictionaries(texts, properties_for(supported), min_size=3, max_size=8)
    return labels.map(lambda found: {**found, NULL: {}}).flatmap(
        lambda found: st.tuples(st.just(supported), st.just(found), files_of(found))
    )


def files_of(labels: Mapping[str, Properties]) -> st.SearchStrategy[list[File]]:
    """Mostly one file for each label, and some more."""
    number = st.integers(0, 2)
    more = st.builds(File, st.sampled_from([None, *labels]), number, number)
    each = st.permutations([File(label, 2, 0) for label in labels])
    return st.builds(
        lambda one, other: list(dict.fromkeys([*one, *other])),
        each,
        st.lists(more, max_size=8),
    )


scenes = machines.flatmap(releases_for)


@pytest.mark.no_cover
@given(scenes, orders, st.lists(names, max_size=2))
def test_the_order_is_that_of_the_pep(
    scene: tuple[Properties, dict[str, Properties], list[File]],
    namespaces: list[str],
    priority: list[str],
) -> None:
    supported, labels, files = scene
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = label_document(labels, namespaces)
        (folder / "pkg-1.0-variants.json").write_bytes(document)
        candidates = {file.candidate(folder): file for file in files}
        pip_evaluator = CandidateEvaluator.create("pkg")
        in_pips_order = sorted(candidates, key=pip_evaluator._sort_key, reverse=True)
        ordered = evaluator(machine(supported, priority)).ordered(
            in_pips_order, None, Requested(), Reporter()
        )
        found = [candidates[one] for one in ordered]
    assert found == expected_order(files, labels, supported, namespaces, priority)


# The examples of a reader of the PEP, so that the transcription is not alone.
HW = {"hw": {"gpu": ["1"], "level": ["v3", "v2"]}, "os": {"libc": ["new", "old"]}}
RELEASE: dict[str, Properties] = {
    "null": {},
    "level_v2": {"hw": {"level": ["v2"]}},
    "level_v3_or_v2": {"hw": {"level": ["v2", "v3"]}},
    "gpu": {"hw": {"gpu": ["1"]}},
    "gpu_and_libc": {"hw": {"gpu": ["1"]}, "os": {"libc": ["old"]}},
    "libc": {"os": {"libc": ["new"]}},
    "libc_too": {"os": {"libc": ["new", "future"]}},
    "two_gpus": {"hw": {"gpu": ["2"]}},
}


def test_by_hand() -> None:
    files = [File(label, 2, 0) for label in [None, *RELEASE]]
    expected = [
        "gpu_and_libc",
        "gpu",
        "level_v3_or_v2",
        "level_v2",
        "libc",
        "libc_too",
        "null",
        None,
    ]
    order = expected_order(files, RELEASE, HW, ["hw", "os"], [])
    assert [file.label for file in order] == expected
    order = expected_order(files, RELEASE, HW, ["hw", "os"], ["os"])
    assert [file.label for file in order[:3]] == ["libc", "libc_too", "gpu_and_libc"]
