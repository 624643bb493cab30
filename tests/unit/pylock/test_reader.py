"""What packaging gets to see of a lock file with variants."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pip._vendor.packaging.pylock import Pylock

from pip._internal.variants.pylock.reader import LockedVariants, hide_variants
from tests.unit.scene import wheel_name

V2, V3 = wheel_name("hw :: level :: v2"), wheel_name("hw :: level :: v3")
PLAIN = wheel_name()
STATED: dict[str, Any] = {"variants": {}}
PAGE = "https://files.example/a%20b"


def lock(*wheels: Any, **package: Any) -> dict[str, Any]:
    packages = [{"name": "pkg", "wheels": list(wheels), **package}]
    return {"lock-version": "1.0", "packages": packages}


def wheels_in(document: dict[str, Any]) -> Any:
    return hide_variants(document)["packages"][0]["wheels"]


@pytest.mark.parametrize(
    "wheel",
    [
        {"name": V2},
        {"url": f"{PAGE}/{V2}"},
        {"url": f"{PAGE}/{V2.replace('~', '%7E')}#sha256=1"},
        {"path": f"wheels/{V2}"},
        {"name": V2, "url": f"{PAGE}/other"},
        {"name": V2, "url": f"{PAGE}/{V2}", "hashes": {"sha256": "1"}},
    ],
)
def test_a_variant_gets_a_plain_name_and_keeps_its_place(wheel: dict[str, Any]) -> None:
    before = copy.deepcopy(wheel)
    assert wheels_in(lock(wheel)) == [{**before, "name": PLAIN}]
    assert wheel == before


def test_platforms_of_one_variant_stay() -> None:
    names = [wheel_name("hw :: level :: v2", tag=tag) for tag in ("a-b-c", "d-e-f")]
    found = wheels_in(lock(*({"name": name} for name in names)))
    assert found == [
        {"name": "pkg-1.0-a-b-c.whl"},
        {"name": "pkg-1.0-d-e-f.whl"},
    ]


def test_what_packaging_would_drop_is_carried_along() -> None:
    wheels = [{"name": name} for name in (V2, PLAIN, V3)]
    document = lock(*wheels, tool={"some": {"key": 1}}, **{"variants-json": STATED})
    package = hide_variants(document)["packages"][0]
    assert package["wheels"] == [{"name": PLAIN}] * 3
    assert package["tool"] == {"some": {"key": 1}}
    carried = package["tool"]
    assert isinstance(carried, LockedVariants)
    hashes = [name.split("~")[1][:8] for name in (V2, V3)]
    variants = [variant.text if variant else None for variant in carried.variants]
    assert variants == [hashes[0], None, hashes[1]]
    assert carried.stated is STATED


def test_packaging_hands_it_on() -> None:
    wheel = {"name": V2, "url": f"{PAGE}/{V2}", "hashes": {"sha256": "1" * 64}}
    document = lock(wheel, version="1.0", **{"variants-json": STATED})
    locked = Pylock.from_dict(hide_variants({"created-by": "pip", **document}))
    (package,) = locked.packages
    assert isinstance(package.tool, LockedVariants)
    assert package.tool.stated is STATED


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"packages": None},
        {"packages": {}},
        {"packages": []},
        {"packages": [5, "x", None, {}, {"wheels": None}, {"wheels": 5}]},
        lock(),
        lock(5, None, "x", {}),
        lock({"name": PLAIN}),
        lock({"name": "pkg-1.0~zz-py3-none-any.whl"}),
        lock({"name": "x~y"}, {"name": 5}, {"path": {}}),
        lock({"name": V2}, tool="for packaging to complain about"),
    ],
)
def test_without_variants_nothing_changes(document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    assert hide_variants(document) == before


texts = st.sampled_from(
    [V2, V3, PLAIN, f"{PAGE}/{V2}", "x~y.whl", "~", "http://[", "", "\x00\x1b"]
)
leaves = st.none() | st.booleans() | st.integers() | texts | st.text(max_size=5)
keys = st.sampled_from(["packages", "wheels", "name", "url", "path", "hashes"])
documents = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner),
    max_leaves=20,
)
lists = st.lists(documents | st.dictionaries(keys, leaves | documents), max_size=4)


@given(
    st.dictionaries(keys, documents)
    | st.lists(lists, max_size=3).map(
        lambda packages: {"packages": [{"wheels": wheels} for wheels in packages]}
    )
)
@example(lock("junk", {"name": V2}))
def test_whatever_a_lock_file_holds(document: dict[str, Any]) -> None:
    with contextlib.suppress(ValueError):
        hide_variants(document)


def test_a_url_that_cannot_be_read_is_not_shown() -> None:
    with pytest.raises(ValueError, match="the URL of a wheel cannot be read"):
        hide_variants(lock({"name": V2, "url": "https://user:password@[::/"}))
