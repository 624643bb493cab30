"""Random releases, alike for each seed; few names, so that variants often meet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from conformance.cases import Case
from conformance.pep825 import order_files

SCHEMA = "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"

# In the order of CPython 3.11 on Linux; the last is no tag of that machine.
TAGS = [
    "cp311-cp311-manylinux_2_28_x86_64",
    "cp311-abi3-manylinux_2_17_x86_64",
    "py3-none-manylinux_2_17_x86_64",
    "py3-none-any",
]
FOREIGN_TAG = "cp311-cp311-win_amd64"

_NAMESPACES = ["cpu", "gpu", "blas", "net"]
_FEATURES = ["level", "arch", "a", "b_2"]
_VALUES = ["1", "2.0", "on", "v3", "x_y"]
_LABELS = ["cu12", "cu13", "x", "x.y", "v4_mkl", "0", "zz", "nul", "null_", "a9"]


def random_cases(count: int, seed: int) -> Iterator[Case]:
    """Yield so many cases, with the answers of the transcription."""
    chance = random.Random(seed)
    for number in range(count):
        case = _random_case(chance, f"random {seed}/{number}")
        yield Case({**case.raw, "order": order_files(case)})


def _random_case(chance: random.Random, name: str) -> Case:
    namespaces = chance.sample(_NAMESPACES, chance.randint(1, 4))
    machine = {
        "tags": TAGS,
        "supported": [
            {"namespace": namespace, "features": _random_features(chance)}
            for namespace in chance.sample(_NAMESPACES, chance.choice([1, 3, 4, 4]))
        ],
    }
    labels = chance.sample(_LABELS, chance.randint(2, 8))
    variants = {label: _random_variant(chance, namespaces) for label in labels}
    if chance.random() < 0.4:
        variants["null"] = {}
    document = {
        "$schema": SCHEMA,
        "default-priorities": {"namespace": namespaces},
        "variants": dict(sorted(variants.items())),
    }
    files = _random_files(chance, [*variants, *chance.sample(_LABELS, 1), None])
    release = {"name": "pkg", "version": "1.0", "files": files, "document": document}
    return Case({"name": name, "machine": machine, "release": release})


def _random_features(chance: random.Random) -> list[dict[str, Any]]:
    return [
        {"name": name, "values": chance.sample(_VALUES, chance.randint(1, 5))}
        for name in chance.sample(_FEATURES, chance.choice([2, 3, 4, 4]))
    ]


def _random_variant(
    chance: random.Random, namespaces: list[str]
) -> dict[str, dict[str, list[str]]]:
    """One to three features with one to three values each."""
    found: dict[str, dict[str, list[str]]] = {}
    for _ in range(chance.randint(1, 3)):
        values = sorted(chance.sample(_VALUES, chance.choice([1, 1, 2, 3])))
        features = found.setdefault(chance.choice(namespaces), {})
        features[chance.choice(_FEATURES)] = values
    return {
        namespace: dict(sorted(features.items()))
        for namespace, features in sorted(found.items())
    }


def _random_files(chance: random.Random, labels: list[str | None]) -> list[str]:
    files = set()
    for label in labels:
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            tag = chance.choice([*TAGS, FOREIGN_TAG])
            parts = ["pkg-1.0", chance.choice(["", "", "1", "2", "10"]), tag, label]
            files.add("-".join(filter(None, parts)) + ".whl")
    return chance.sample(sorted(files), len(files))
