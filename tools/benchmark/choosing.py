"""Measure the cost of a choice in a process, against parsing and against variantlib."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bootstrap import install

from . import offers
from .measure import Pairs, check
from .report import Row, ratio_row
from .scene import Scale, Scene

_DOCUMENT = "variants.json"
_PEER = Path(__file__).with_name("peer.py")
_VARIANTLIB = "0.2.2"
_MOST_FOR_VARIANTLIB = 10_000
_CHOICES = (("choose", 1.5), ("choose in pip", None), ("read and choose in pip", None))


def choosing_rows(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Compare choosing with parsing, for both forms of variants."""
    for count in scale.wheels:
        variants = offers.make_variants(count)
        for kind, offered in (
            ("variant", variants),
            ("label", offers.with_labels(variants)),
        ):
            times = _choose(scene, scale, offers.variants_json(offered))["times"]
            parse = tuple(times["parse"])
            what = f"among {count:,} {kind} wheels, against `json.loads`"
            for how, limit in _CHOICES:
                yield ratio_row(f"{how} {what}", Pairs(tuple(times[how]), parse), limit)


def rows_against_variantlib(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Compare from the bytes of a document, which has the supported properties too."""
    library = scene.folder / "variantlib"
    target = ("--target", str(library))
    install(scene.upstream.python, *target, f"variantlib=={_VARIANTLIB}")
    for count in scale.wheels:
        if count > _MOST_FOR_VARIANTLIB:
            continue
        variants = offers.with_labels(offers.make_variants(count))
        document = offers.variants_json_with_providers(variants)
        ours = _choose(scene, scale, document)
        theirs = _ask_variantlib(scene, scale, library)
        same = ours["best"].endswith(f"-{theirs['best']}.whl")
        check(same, f"{ours['best']} is not {theirs['best']}")
        pairs = _pair(ours["times"]["read and choose in pip"], theirs["times"])
        what = f"read and choose in pip among {count:,} label wheels"
        yield ratio_row(f"{what}, against variantlib {_VARIANTLIB}", pairs)


def _choose(scene: Scene, scale: Scale, document: bytes) -> Any:
    """Choose inside the fork; the document stays there for variantlib."""
    supported = [
        (provider, [(key, offers.VALUES) for key in offers.KEYS])
        for provider in offers.PROVIDERS
    ]
    path = scene.folder / _DOCUMENT
    path.write_bytes(document)
    pace = scale.some
    question = ("choose", path, json.dumps(supported), pace.seconds / 4, pace.least)
    return scene.fork.inside(*question)


def _ask_variantlib(scene: Scene, scale: Scale, library: Path) -> Any:
    question = (scene.folder / _DOCUMENT, scale.some.seconds / 4, scale.some.least)
    return scene.upstream.inside(*question, path=[library], script=_PEER)


def _pair(ours: Sequence[float], theirs: Sequence[float]) -> Pairs:
    """Pair the results of two processes, the one more often than the other."""
    count = min(len(ours), len(theirs))
    return Pairs(tuple(ours[:count]), tuple(theirs[:count]))
