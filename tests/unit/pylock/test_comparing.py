"""What changed since a lock file was written."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pip._vendor.variantlib.documents.lock_choices import LockChoice, choice_table

from pip._internal.variants.pylock.comparing import find_changes
from pip._internal.variants.pylock.portable import set_apart

KEY = ("hw", "level")


def wheel(name: str, digest: str = "a", place: str = "https://a.example") -> Any:
    return {"name": name, "url": f"{place}/{name}", "hashes": {"sha256": digest}}


def package(name: str, version: str = "1.0", *wheels: Any, **more: Any) -> Any:
    files = list(wheels) or [wheel(f"{name}-{version}-py3-none-any.whl")]
    return {"name": name, "version": version, "wheels": files, **more}


def lock(*packages: Any, **ours: Any) -> dict[str, Any]:
    document: dict[str, Any] = {"packages": list(packages)}
    return {**document, "tool": {"variantlib": ours}} if ours else document


BASE = lock(package("base"), package("lab"))
LABEL = wheel("lab-1.0-py3-none-any-good.whl")


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (BASE, []),
        (lock(package("lab")), ["base 1.0: is not needed any more"]),
        (lock(*BASE["packages"], package("new", "2")), ["new 2: is needed now"]),
        (lock(package("base", "1.1"), package("lab")), ["base: 1.0 before, 1.1 now"]),
        (
            lock(package("base"), package("base", "0.9"), package("lab")),
            ["base: 0.9 is needed now, too"],
        ),
        (
            lock(package("base"), package("lab", "1.0", LABEL)),
            [
                "lab 1.0: lab-1.0-py3-none-any.whl is not listed any more",
                "lab 1.0: lab-1.0-py3-none-any-good.whl is listed now",
            ],
        ),
        (
            lock(package("base"), package("lab", **{"variants-json": {}})),
            ["lab 1.0: its variants need something else, or are others"],
        ),
        (
            lock(package("base", marker="a"), package("lab")),
            ["base 1.0: other machines get it"],
        ),
        (
            lock(package("base", marker="a or b"), package("lab")),
            ["base 1.0: other machines get it"],
        ),
        ({**BASE, "created-by": "me"}, ["It would be written in another form."]),
    ],
)
def test_packages_and_files(now: dict[str, Any], changes: list[str]) -> None:
    assert find_changes(copy.deepcopy(BASE), now) == changes


def test_the_order_of_machines_in_a_marker_is_only_its_form() -> None:
    before, now = (lock(package("lab", marker=m)) for m in ("a or b", "b or a"))
    assert find_changes(before, now) == ["It would be written in another form."]


def test_another_digest_is_told_from_another_place() -> None:
    name = "lab-1.0-py3-none-any.whl"
    before = lock(package("lab", "1.0", wheel(name)))
    other = lock(package("lab", "1.0", wheel(name, "b")))
    assert find_changes(before, other) == [f"lab 1.0: {name} has another digest"]
    moved = lock(package("lab", "1.0", wheel(name, "a", "https://b.example")))
    assert find_changes(before, moved) == [f"lab 1.0: {name} is in another place"]


def test_the_label_of_a_catalogue_is_no_part_of_a_name() -> None:
    names = [f"lab-1.0+{label}-py3-none-any.whl" for label in ("v3", "cpu")]
    before, now = (
        lock(
            package("lab", "1.0", wheel(name), tool={"variantlib": {"labels": stated}})
        )
        for name, stated in zip(
            names, ({names[0]: "v3"}, {names[1]: "cpu"}), strict=True
        )
    )
    assert find_changes(before, now) == [
        f"lab 1.0: {names[0]} is not listed any more",
        f"lab 1.0: {names[1]} is listed now",
    ]


def test_where_variants_stand_makes_no_difference() -> None:
    document = lock(package("lab", "1.0", wheel("lab-1.0-py3-none-any.whl"), LABEL))
    changes = find_changes(set_apart(document), document)
    assert changes == ["It would be written in another form."]


def choices(**machines: tuple[str, str]) -> dict[str, Any]:
    made = [
        choice_table(LockChoice(None, {"lab": (name,)}, {machine: {KEY: (level,)}}))
        for machine, (name, level) in machines.items()
    ]
    return lock(package("lab"), choices=made)


def test_machines() -> None:
    before = choices(a=("good", "v3"), b=("poor", "v2"))
    assert find_changes(before, choices(a=("poor", "v2"), c=("good", "v3"))) == [
        "a: hw :: level: v3 before, v2 now",
        "a: lab: variant good before, poor now",
        "b: the lock file is for it, too; name it with --machine",
        "c: the lock file is not for it; lock again to add it",
    ]


def test_a_machine_that_got_no_variants() -> None:
    none = lock(package("lab"), choices=[choice_table(LockChoice(None, {}, {"a": {}}))])
    lab = LockChoice(None, {"lab": ("good",)}, {"a": {}})
    some = lock(package("lab"), choices=[choice_table(lab)])
    assert find_changes(none, some) == ["a: lab: variant any before, good now"]
    assert find_changes(some, none) == ["a: lab: variant good before, any now"]


def test_one_machine_of_a_lock_for_several() -> None:
    one = lock(package("lab"), providers={"hw": {"keys": {"level": ["v3"]}}})
    before = choices(a=("good", "v3"), b=("poor", "v2"))
    assert find_changes(before, one, "a") == [
        "b: the lock file is for it, too; name it with --machine",
    ]
    assert find_changes(one, before, "a") == [
        "b: the lock file is not for it; lock again to add it",
    ]


def test_the_machine_of_a_lock_for_one() -> None:
    facts = {"hw": {"keys": {"level": ["v3", "v2"]}}}
    before = lock(package("lab"), providers=facts)
    changes = find_changes(before, lock(package("lab")))
    assert changes == ["this machine: hw :: level: v3, v2 before, nothing now"]


def test_many_values_leave_room_for_those_of_now() -> None:
    before, shorter, longer = (
        lock(package("lab"), providers={"hw": {"keys": {"n": [*map(str, numbers)]}}})
        for numbers in (range(90), range(2, 90), [*range(89), 90])
    )
    fact = "this machine: hw :: n: "
    assert find_changes(before, shorter) == [
        f"{fact}0, 1, 2, 3, 4 and 85 more before, 2, 3, 4, 5, 6 and 83 more now"
    ]
    [change] = find_changes(before, longer)
    assert change.startswith(f"{fact}0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, ")
