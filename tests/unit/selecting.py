"""A finder that was told something, and what it hands out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.variantlib.machine.settings import Coherent, MachineSettings

from pip._internal.index.package_finder import BestCandidateResult
from pip._internal.metadata import get_directory_distribution
from pip._internal.metadata.base import BaseDistribution
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.wheel import Wheel
from pip._internal.req.constructors import install_req_from_line
from pip._internal.req.req_install import InstallRequirement
from pip._internal.variants.context import CommandContext
from pip._internal.variants.hooks.finder import FinderState, FinderVariants
from pip._internal.variants.requested import RequestedVariants
from pip._internal.variants.selection import factory
from pip._internal.variants.selection.evaluator import VariantEvaluator
from pip._internal.variants.settings.choices import parse_choices
from pip._internal.variants.settings.config import Settings
from tests.builders import hash_of, make_wheel
from tests.unit.scene import candidate, evaluator, machine

V2, V3, V4 = (f"hw :: level :: {level}" for level in ("v2", "v3", "v4"))
H2, H3, H4 = (hash_of([kind]) for kind in (V2, V3, V4))

Release = Callable[..., list[InstallationCandidate]]
"""`release(V3, None, version=)`: wheels in a folder, in pip's order."""


def selection(*asked: str) -> FinderVariants:
    """How a command chooses that was given `--variant` so, where v3 and v2 fit."""
    chosen = evaluator(machine({"hw": {"level": ["v3", "v2"]}}))
    return choosing_with(lambda: chosen, *asked)


def untouched(*asked: str) -> FinderVariants:
    """A selection that must not get to work."""
    return choosing_with(lambda: pytest.fail("the chooser was made"), *asked)


def choosing_with(
    make_evaluator: Callable[[], VariantEvaluator],
    *asked: str,
    upgrades: str | None = None,
) -> FinderVariants:
    """The variants of a finder of a command that was given `--variant` so."""
    unused: Any = None
    context = CommandContext(*(unused, unused, unused, None, False, dict, "none"))
    state = FinderState(
        lambda: context, make_evaluator=lambda _: make_evaluator(), upgrades=upgrades
    )
    state.asked = RequestedVariants(
        parse_choices(asked) if asked else None, named=state.named
    )
    return FinderVariants(state)


def requirement(line: str, *variants: str, user: bool = True) -> InstallRequirement:
    req = install_req_from_line(line, user_supplied=user)
    req.variants = variants
    return req


def make_release(
    folder: Path, *kinds: str | None, version: str = "1.0"
) -> list[InstallationCandidate]:
    """Wheels of these properties in a folder, in pip's order; None for a plain one."""
    made = [
        make_wheel(folder, "pkg", version, properties=[kind] if kind else [])
        for kind in kinds
    ]
    return [candidate(path.name, folder=folder) for path in made]


def ordered(
    by: FinderVariants,
    best_first: Sequence[InstallationCandidate],
    req: InstallRequirement | None = None,
    everything: Sequence[InstallationCandidate] | None = None,
) -> list[InstallationCandidate]:
    """What a resolver gets, the finder having seen all of it."""
    everything = best_first if everything is None else everything
    for one in everything:
        assert by.candidates.skip_reason(Wheel(one.link.filename)) is None
    applicable = list(reversed(best_first))
    best = best_first[0] if best_first else None
    result = BestCandidateResult([*reversed(everything)], applicable, best)
    return list(by.candidates.ordered([req or requirement("pkg")], result, None))


def declare(monkeypatch: pytest.MonkeyPatch, *coherent: Coherent) -> None:
    """Let packages have to agree in some keys."""
    settings = Settings(MachineSettings(coherent=coherent))
    monkeypatch.setattr(factory, "load_settings", lambda *_: settings)


def installed(folder: Path, *kinds: str, name: str = "pkg") -> BaseDistribution:
    """An installed distribution with these properties."""
    made = folder / f"{name}-1.0.dist-info"
    made.mkdir()
    lines = [f"Variant-hash: {hash_of(kinds)}", *(f"Variant: {k}" for k in kinds)]
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    (made / "METADATA").write_text(text + "\n".join(lines if kinds else []))
    # Without it, somebody else has installed it.
    (made / "RECORD").write_text(f"{name}.py,,\n")
    return get_directory_distribution(str(made))
