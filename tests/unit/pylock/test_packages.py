"""All locked packages of one command, and what finders get to know of them."""

from __future__ import annotations

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.documents.lock_choices import LockChoice

from pip._internal.index.package_finder import BestCandidateResult
from pip._internal.variants.pylock.packages import LockedPackages
from pip._internal.variants.requested import RequestedVariants
from pip._internal.variants.settings.choices import parse_choices
from tests.unit.pylock.test_package import LEVELS, PLAIN, entry, label, package, table
from tests.unit.scene import candidate, evaluator, machine

PKG = canonicalize_name("pkg")


def packages(*asked: str, off: bool = False) -> LockedPackages:
    requested = RequestedVariants(parse_choices(asked) if asked else None)
    made = evaluator(machine(LEVELS))
    return LockedPackages(requested, None if off else lambda: made)


def test_the_choice_is_explained_by_all_locked_files() -> None:
    locked = packages()
    found = package(label("v2"), label("v3"), PLAIN, **{"variants-json": table()})
    assert locked.choose(found, "pylock.toml") is not None
    only = candidate(label("v3"))
    whole = locked.whole(PKG, BestCandidateResult([only], [only], only))
    assert whole is not None
    names = {each.link.filename for each in whole.applicable_candidates}
    assert names == {label("v2"), label("v3"), PLAIN}


def test_what_the_lock_file_lists_elsewhere_is_known() -> None:
    """An upgrade replaces it, where it would be kept as the user's own."""
    wheels = [entry(PLAIN), entry(label("v2")), entry(label("v3"))]
    document = {"packages": [{"name": "Pkg", "wheels": wheels}, {"name": 1}, "no"]}
    choices = [LockChoice(None, {"pkg": (name,)}, {name: {}}) for name in ("v2", "v3")]
    locked = packages()
    locked.choose_among(document, choices, "pylock.toml", ["v2"])
    assert set(locked.listed(PKG)) == {"v2", "v3"}
    assert locked.listed(canonicalize_name("other")) == ()
    assert locked.ordered(PKG) is None
    locked.choose(package(label("v2"), **{"variants-json": table()}), "pylock.toml")
    ordered = locked.ordered(PKG)
    assert ordered is not None
    assert ordered.link.filename == label("v2")


def test_other_projects_are_as_the_finder_has_them() -> None:
    only = candidate("other-1.0-py3-none-any.whl")
    result = BestCandidateResult([only], [only], only)
    assert packages().whole(canonicalize_name("other"), result) is None


def test_without_candidates_there_is_nothing_to_explain() -> None:
    locked = packages()
    found = package(label("v3"), PLAIN, **{"variants-json": table()})
    locked.choose(found, "pylock.toml")
    assert locked.whole(PKG, BestCandidateResult([], [], None)) is None


def test_without_variants_the_plain_file_is_taken() -> None:
    locked = packages(off=True)
    found = locked.choose(package(label("v3"), PLAIN), "pylock.toml")
    assert found is not None
    assert found.name == PLAIN
    assert locked.choose(package(label("v3")), "pylock.toml") is None
