"""When a resolver is asked again, and when its decision stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pip._vendor.variantlib.machine.settings import Coherent

from pip._internal.exceptions import MetadataInconsistent
from pip._internal.req.req_install import InstallRequirement
from pip._internal.variants.commands.resolving import Resolution
from pip._internal.variants.exceptions import VariantsOutOfStep
from pip._internal.variants.models import SelectedVariant
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection.resolution import Revision
from tests.builders import make_wheel, parse_properties
from tests.unit.commands.choosing import chosen_in
from tests.unit.scene import evaluator, hash_name, machine
from tests.unit.selecting import V2, V3, Release, declare, installed, requirement

HERE = machine({"hw": {"level": ["v3", "v2"]}})


class Resolver:
    """Counts how often it is asked again."""

    def __init__(self) -> None:
        self.count = 0
        self.forgotten = 0

    def again(self, *_: Any) -> Any:
        self.count += 1
        return f"decision {self.count}"

    def forget(self) -> None:
        self.forgotten += 1


@pytest.fixture
def resolver() -> Resolver:
    return Resolver()


def revise(
    resolver: Resolver,
    reqs: dict[str, InstallRequirement],
    look: Any = "none",
    prepare: Callable[..., None] = lambda reqs: None,
    by: Any = None,
) -> Any:
    preparer = SimpleNamespace(prepare_linked_requirements_more=prepare)
    factory = cast(Any, SimpleNamespace(_installed_dists={}, preparer=preparer))
    revision = Revision(by or evaluator(HERE), look, set(), resolver.forget)
    return revision.revise(reqs, {}, factory, resolver.again)


def chosen(release: Release, folder: Path) -> tuple[Any, InstallRequirement]:
    """A chooser, and the requirement of a wheel that it has handed out."""
    by = evaluator(HERE)
    best = next(by.ordered(release(V3, V2), None, Requested()))
    req = requirement("pkg")
    req.link = best.link
    properties = tuple(parse_properties([V3]))
    req.variant = SelectedVariant(hash_name(V3), properties, "METADATA", 2, {})
    req.needs_more_preparation = True
    dist = installed(folder, V3)
    req.get_dist = lambda: dist  # type: ignore[method-assign]
    return by, req


def files(folder: Path, *args: str) -> dict[str, str]:
    with chosen_in(folder, *args) as (resolution, _, _):
        assert resolution.failure is None
        return {name: str(link and link.filename) for name, link in found(resolution)}


def found(resolution: Resolution) -> Any:
    return resolution.chosen.items()


def test_a_decision_without_variants_stays(resolver: Resolver) -> None:
    assert revise(resolver, {}) is None
    assert revise(resolver, {"pkg": requirement("pkg")}, "whole") is None
    assert (resolver.count, resolver.forgotten) == (0, 0)


def test_a_good_wheel_is_looked_at_once(
    release: Release, resolver: Resolver, tmp_path: Path
) -> None:
    by, req = chosen(release, tmp_path)
    seen: list[Any] = []
    assert revise(resolver, {"pkg": req}, "whole", seen.append, by) is None
    assert seen == [[req]]
    assert not req.needs_more_preparation
    assert revise(resolver, {"pkg": req}, "whole", seen.append, by) is None
    assert len(seen) == 1


def test_a_wheel_that_lies_is_refused(
    release: Release, resolver: Resolver, tmp_path: Path
) -> None:
    by, req = chosen(release, tmp_path)

    def prepare(reqs: Any) -> None:
        raise MetadataInconsistent(req, "Name", "pkg", "other")

    decision = revise(resolver, {"pkg": req}, "whole", prepare, by)
    assert decision == "decision 1"
    assert resolver.forgotten == 1
    assert req.link is not None
    rest = by.ordered(release(V3, V2), None, Requested())
    assert req.link not in [each.link for each in rest]


def test_a_wheel_that_nobody_chose_is_an_error(
    release: Release, resolver: Resolver, tmp_path: Path
) -> None:
    _, req = chosen(release, tmp_path)

    def prepare(reqs: Any) -> None:
        raise MetadataInconsistent(req, "Name", "pkg", "other")

    with pytest.raises(MetadataInconsistent, match="other"):
        revise(resolver, {"pkg": req}, "whole", prepare)
    assert resolver.count == 0


def test_another_variant_may_have_the_extras(tmp_path: Path) -> None:
    make_wheel(tmp_path, "more")
    make_wheel(tmp_path, "pkg", extras={"all": []})
    make_wheel(tmp_path, "pkg", properties=[V3], extras={"all": ["missing"]})
    other = make_wheel(tmp_path, "pkg", properties=[V2], extras={"all": ["more"]})
    assert files(tmp_path, "pkg[all]")["pkg"] == other.name


LEVEL = Coherent(("hw", "level"))


def test_variants_become_consistent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {
        (name, kind): make_wheel(tmp_path, name, properties=[kind])
        for name, kind in (("a", V3), ("a", V2), ("b", V2))
    }
    a, b = made["a", V2].name, made["b", V2].name
    assert files(tmp_path, "a", "b") == {"a": made["a", V3].name, "b": b}
    declare(monkeypatch, LEVEL)
    assert files(tmp_path, "a", "b") == {"a": a, "b": b}
    assert files(tmp_path, "a") == {"a": made["a", V3].name}


def test_where_they_cannot_there_is_no_solution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, LEVEL)
    make_wheel(tmp_path, "a", properties=[V3])
    make_wheel(tmp_path, "a", properties=[V2], requires=["missing"])
    make_wheel(tmp_path, "b", properties=[V2])
    with chosen_in(tmp_path, "a", "b") as (resolution, _, _):
        assert isinstance(resolution.failure, VariantsOutOfStep)
        assert resolution.chosen == {"a": None, "b": None}


def test_builds_are_for_the_versions_that_there_will_be(tmp_path: Path) -> None:
    made = {
        version: make_wheel(
            tmp_path, "pkg", properties=[f"abi_dependency :: fw :: {version}"]
        )
        for version in ("1.0", "2.0")
    }
    for version in made:
        make_wheel(tmp_path, "fw", version)
    make_wheel(tmp_path, "old", requires=["fw<2"])
    assert files(tmp_path, "pkg", "fw")["pkg"] == made["2.0"].name
    assert files(tmp_path, "pkg", "old", "fw")["pkg"] == made["1.0"].name
