"""What is taken of a package in a lock file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pip._vendor.packaging.pylock import Package, Pylock

from pip._internal.exceptions import DiagnosticPipError
from pip._internal.variants.exceptions import NoLockedVariantFits, VariantNotAsLocked
from pip._internal.variants.pylock.packages import LockedPackages
from pip._internal.variants.pylock.reader import hide_variants
from pip._internal.variants.requested import RequestedVariants
from pip._internal.variants.settings.choices import parse_choices
from tests.unit.scene import evaluator, machine, wheel_name

LEVELS = {"hw": {"level": ["v3", "v2"]}}
V2, V3, V4 = (wheel_name(f"hw :: level :: {level}") for level in ("v2", "v3", "v4"))
PLAIN = wheel_name()
SDIST = "pkg-1.0.tar.gz"
SCHEMA = "https://example.org/v0.1.1.json"
LABELS = {level: {"hw": {"level": [level]}} for level in ("v2", "v3", "v4")}


def label(name: str, tag: str = "py3-none-any", build: str = "") -> str:
    return f"pkg-1.0{build}-{tag}-{name}.whl"


def table(**variants: Any) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "default-priorities": {"namespace": ["hw"]},
        "variants": variants or LABELS,
    }


def entry(name: str) -> dict[str, Any]:
    return {"name": name, "url": f"https://a.example/{name}", "hashes": {"sha256": "0"}}


def package(*files: str, **members: Any) -> Package:
    """A package as packaging reads it, with these wheels and source distributions."""
    sdists = [entry(name) for name in files if name == SDIST]
    found: dict[str, Any] = {
        "name": "pkg",
        "wheels": [entry(name) for name in files if name != SDIST],
        **({"sdist": sdists[0]} if sdists else {}),
        **members,
    }
    document = {"lock-version": "1.0", "created-by": "a test", "packages": [found]}
    (read,) = Pylock.from_dict(hide_variants(document)).packages
    return read


def taken(found: Package, *asked: str, on: Any = LEVELS, off: bool = False) -> str:
    """The name in the URL of the file that is taken."""
    requested = RequestedVariants(parse_choices(asked) if asked else None)
    get_evaluator: Callable[[], Any] = lambda: evaluator(machine(on))  # noqa: E731
    packages = LockedPackages(requested, None if off else get_evaluator)
    file = packages.choose(found, "pylock.toml")
    return str(file and file.url).rpartition("/")[2]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([label("v2"), label("v3"), PLAIN], label("v3")),
        ([label("v4"), PLAIN], PLAIN),
        ([label("v4"), SDIST], SDIST),
        ([label("v4"), SDIST, PLAIN], PLAIN),
        ([label("v2"), label("v2", build="-7"), PLAIN], label("v2", build="-7")),
        ([label("v3", "py2-none-any"), label("v2")], label("v2")),
        ([label("v2", "py3-none-any"), label("v2", "py2.py3-none-any")], label("v2")),
        ([label("v2"), V3], label("v2")),
        ([V3, PLAIN], PLAIN),
    ],
)
def test_the_best_that_fits(files: list[str], expected: str) -> None:
    assert taken(package(*files, **{"variants-json": table()})) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("v2", label("v2")),
        ("pkg=v4", label("v4")),
        ("pkg=none", PLAIN),
        ("pkg=hw :: level < v3", label("v2")),
        ("other=v2", label("v3")),
        ("v9", label("v3")),
    ],
)
def test_what_is_asked_for(asked: str, expected: str) -> None:
    files = [label("v2"), label("v3"), label("v4"), PLAIN]
    assert taken(package(*files, **{"variants-json": table()}), asked) == expected


@pytest.mark.parametrize(
    ("files", "expected"), [([label("v2"), PLAIN], PLAIN), ([label("v2")], "None")]
)
def test_without_variants(files: list[str], expected: str) -> None:
    assert taken(package(*files), off=True) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([label("v2"), label("v3"), PLAIN], PLAIN),
        ([label("v4")], label("v4")),
        ([label("v4", "py3-none-any"), label("v4", "py2-none-any")], label("v4")),
        ([V4], V4),
    ],
)
def test_where_nothing_is_said(files: list[str], expected: str) -> None:
    assert taken(package(*files)) == expected


def test_the_only_variant_is_taken_where_it_does_not_fit(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = package(label("v4"), **{"variants-json": table()})
    assert taken(found) == label("v4")
    assert "names only variant v4 of pkg 1.0, which does not fit" in caplog.text


@pytest.mark.parametrize(
    "stated",
    [
        table(v2={}),
        table(v4={"hw": {"level": []}}),
        table(v4={"hw": {"level": ["Ä"]}}),
        table(v4=[]),
        {**table(), "$schema": "https://example.org/v1.0.0.json"},
        {},
        [],
    ],
)
def test_a_table_that_makes_no_sense_is_no_order(stated: Any) -> None:
    with pytest.raises(NoLockedVariantFits) as caught:
        taken(package(label("v4"), **{"variants-json": stated}))
    assert str(caught.value.message) == "No locked wheel of pkg fits this machine."


def test_a_hash_that_the_properties_do_not_have() -> None:
    wrong = {V3.split("~")[1][:8]: LABELS["v2"]}
    with pytest.raises(NoLockedVariantFits) as caught:
        taken(package(V3, **{"variants-json": table(**wrong)}))
    assert str(caught.value.message) == "No locked wheel of pkg fits this machine."


MEMBERS = "$schema default-priorities namespace variants providers static-properties"
keys = st.sampled_from([*MEMBERS.split(), "requires", "hw", "level", "v3", "null"])
leaves = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.dates()
    | st.sampled_from(["hw", "v3", SCHEMA, "\x1b[0m", ""])
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner)
)


@given(st.dictionaries(keys, values), st.booleans())
@example(
    {**table(), "providers": {"hw": {"static-properties": {"level": [1.5]}}}}, True
)
def test_whatever_a_table_holds(stated: dict[str, Any], has_plain: bool) -> None:
    files = [label("v3"), label("null"), V3, *([PLAIN] if has_plain else [])]
    usual = {**table(), **stated}
    for found in (stated, usual):
        try:
            assert taken(package(*files, **{"variants-json": found})) in files
        except DiagnosticPipError:
            assert not has_plain


@pytest.mark.parametrize(
    ("name", "there"),
    [
        (label("v3"), label("v2")),
        (label("v3"), PLAIN),
        (V3, V2),
        (V3, "pkg.whl"),
        (V3, V3.replace("1.0", "2.0")),
        (PLAIN, V3),
    ],
)
def test_a_file_that_has_another_name_where_it_comes_from(
    name: str, there: str
) -> None:
    wheels = [{**entry(name), "url": f"https://a.example/{there}"}, entry(label("v2"))]
    found = package(**{"wheels": wheels, "variants-json": table()})
    with pytest.raises(VariantNotAsLocked) as caught:
        taken(found, on={"hw": {"level": ["v3"]}})
    assert there in str(caught.value.message)
