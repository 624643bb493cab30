"""Which packages of a command are compared, and what is read for it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest
from pip._vendor.variantlib.machine.settings import Coherent

from pip._internal.req.req_install import InstallRequirement
from pip._internal.variants.exceptions import VariantsOutOfStep
from pip._internal.variants.models import SelectedVariant
from pip._internal.variants.selection.coherence import Coherence
from tests.builders import hash_of, parse_properties
from tests.unit.scene import evaluator, hash_name, machine
from tests.unit.selecting import V2, V3, installed, requirement

LEVEL, SPEED = Coherent(("hw", "level")), Coherent(("hw", "speed"))


def coherence(*declared: Coherent, **given: Any) -> Coherence:
    here = machine({"hw": {"level": ["v3", "v2"]}}, coherent=declared)
    return Coherence(evaluator(here), **given)


def chosen(folder: Path, kind: str, name: str = "pkg") -> InstallRequirement:
    """The requirement of a variant that the resolver has taken."""
    req = requirement(name)
    properties = tuple(parse_properties([kind]))
    req.variant = SelectedVariant(hash_name(kind), properties, "METADATA", 1, {})
    req.link = cast(Any, SimpleNamespace(url=f"https://example.org/{name}-{kind}"))
    dist = installed(folder, kind, name=name)
    req.get_dist = lambda: dist  # type: ignore[method-assign]
    return req


class Unread:
    """An installed distribution that nobody may look into."""

    def read_text(self, path: str) -> NoReturn:
        pytest.fail(f"{path} was read")


def unread() -> Any:
    return {"old": Unread()}


@pytest.mark.parametrize("declared", [[], [SPEED], [Coherent(("other",))]])
def test_without_a_declared_key_nothing_is_read(
    tmp_path: Path, declared: list[Coherent]
) -> None:
    family = coherence(*declared, find_staying=unread)
    packages = family.gather({"pkg": chosen(tmp_path, V3)}, unread())
    assert packages == {}
    assert not family.move(packages)
    family.check(packages)


def test_installed_and_staying_variants_count(tmp_path: Path) -> None:
    reqs = {"pkg": chosen(tmp_path, V3)}
    old = cast(Any, {"old": installed(tmp_path, V2, name="old")})
    assert coherence(LEVEL).gather(reqs, {}) == {}
    for family, there in (
        (coherence(LEVEL), old),
        (coherence(LEVEL, find_staying=lambda: old), {}),
    ):
        packages = family.gather(reqs, there)
        assert set(packages) == {"pkg", "old"}
        with pytest.raises(VariantsOutOfStep) as error:
            family.check(packages)
        assert str(error.value.context) == (
            f"pkg 1.0 (variant {hash_of([V3])}): v3\n"
            f"old 1.0 (variant {hash_of([V2])}, installed): v2"
        )
    # The project itself is replaced.
    assert coherence(LEVEL).gather(reqs, {**old, "pkg": old["old"]}).keys() == {
        "pkg",
        "old",
    }


def test_installed_variants_alone_are_left(tmp_path: Path) -> None:
    family = coherence(LEVEL)
    there = cast(
        Any,
        {name: installed(tmp_path, k, name=name) for name, k in (("a", V2), ("b", V3))},
    )
    assert family.gather({}, there) == {}
    assert family.gather({"pkg": chosen(tmp_path, "hw :: speed :: 1")}, there) == {}
