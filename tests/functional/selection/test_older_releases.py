"""Indexes with many releases of the same variants, of which nothing fits."""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, label_document, make_label_wheel, make_wheel
from tests.functional.conftest import HUMOR2, HUMOR3, HUMOR9, HW, NULL, Properties

COUNT = 12
MISSING = f"no provider for {HW} is installed"

Nightlies = Callable[..., None]


@pytest.fixture(params=["hash", "label", "document", "sidecar"])
def form(request: pytest.FixtureRequest, index: Index) -> str:
    form: str = request.param
    index.variants_json = form == "document"
    index.sidecars = form == "sidecar"
    return form


@pytest.fixture
def nightlies(form: str, index: Index, wheels: Path) -> Nightlies:
    """`nightlies(range(5), plain={0})` puts releases on the index, in one form."""

    def publish(days: range, plain: Container[int] = ()) -> None:
        for day in days:
            version = f"1.0.dev{day}"
            if form in ("hash", "sidecar"):
                made = [
                    make_wheel(
                        wheels,
                        "pkg",
                        version,
                        properties=[f"{HW} :: humor :: {humor}"],
                        module=f"# of {day}",
                    )
                    for humor in "23"
                ]
            else:
                made = labelled(index, wheels, version, form == "document")
            if day in plain:
                made.append(make_wheel(wheels, "pkg", version))
            index.add(*made)

    return publish


def labelled(
    index: Index,
    wheels: Path,
    version: str,
    has_document: bool = False,
    **variants: Properties,
) -> list[Path]:
    labels = variants or {"humor2": HUMOR2, "humor3": HUMOR3}
    if has_document:
        # No two are the same, so none is found in the cache.
        text = label_document(labels, [HW], providers={version.replace(".", "_"): {}})
        index.add_bytes(f"pkg-{version}-variants.json", text, "pkg")
    return [
        make_label_wheel(wheels, "pkg", version, label, properties)
        for label, properties in labels.items()
    ]


def install(
    env: PipEnv, index: Index, *args: object, expect_error: bool = False
) -> str:
    command = ("install", "--index-url", index.url, "--pre", *args)
    result = env.pip(*command, expect_error=expect_error)
    return result.words


def days_read(index: Index) -> set[str]:
    """The versions of which any file was asked for."""
    names = [r.path.rpartition("/")[2] for r in index.requests]
    return {name.split("-")[1].partition("~")[0] for name in names if "-" in name}


def test_one_line_tells_of_all_and_few_are_read(
    env: PipEnv, index: Index, form: str, nightlies: Nightlies
) -> None:
    nightlies(range(COUNT))
    output = install(env, index, "pkg", expect_error=True)
    read = 3 if form in ("label", "document") else 1
    assert (
        f"None of the {2 * COUNT} variants of {COUNT} releases "
        f"({COUNT - read} of them not read, with the same variants) of pkg fits this "
        f"machine. The newest is pkg 1.0.dev{COUNT - 1}: it needs {HW} :: humor ::"
    ) in output
    assert output.count(MISSING) == 1
    assert len(days_read(index)) == read
    told = install(env, index, "-v", "pkg", expect_error=True)
    for day in range(COUNT):
        assert f"pkg 1.0.dev{day}" in told


def test_an_older_release_with_a_plain_wheel_is_taken(
    env: PipEnv, index: Index, nightlies: Nightlies
) -> None:
    nightlies(range(COUNT), plain={0, 2})
    output = install(env, index, "pkg")
    assert "Successfully installed pkg-1.0.dev2" in output
    assert env.installed("pkg") == "plain"
    assert f"None of the {2 * (COUNT - 2)} variants of {COUNT - 2} releases" in output
    assert output.count(MISSING) == 1


def test_a_provider_that_answers_is_asked_for_each(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    """Values of older releases may fit: they are read, and told in one line."""
    index.variants_json = False
    for day in range(1, COUNT):
        index.add(*labelled(index, wheels, f"1.0.dev{day}", humor=HUMOR9))
    index.add(*labelled(index, wheels, "1.0.dev0", humor=HUMOR3))
    output = install(machine, index, "pkg")
    assert machine.installed("pkg") == "humor"
    assert "Successfully installed pkg-1.0.dev0~humor" in output
    count = COUNT - 1
    assert f"None of the {count} variants of {count} releases of pkg fits" in output
    assert output.count("it needs") == 1


@pytest.mark.parametrize("properties", [NULL, HUMOR3])
def test_other_labels_of_older_releases_are_read(
    env: PipEnv, index: Index, wheels: Path, properties: Properties
) -> None:
    label = "other" if properties else "null"
    for day in range(1, COUNT):
        index.add(*labelled(index, wheels, f"1.0.dev{day}"))
    index.add(*labelled(index, wheels, "1.0.dev0", **{label: properties}))
    output = install(env, index, "pkg", expect_error=bool(properties))
    assert "1.0.dev0" in days_read(index)
    assert env.installed("pkg") == (None if properties else "null")
    assert output.count(MISSING) == 1


def test_what_was_asked_for_by_name_is_found(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    for day in range(COUNT):
        index.add(*labelled(index, wheels, f"1.0.dev{day}"))
    install(env, index, "--variant=humor2", "pkg==1.0.dev1")
    assert env.installed("pkg") == "humor2"


def test_versions_are_listed_with_few_requests(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    for day in range(COUNT):
        index.add(*labelled(index, wheels, f"1.0.dev{day}"))
    index.add(make_wheel(wheels, "pkg", "0.9"))
    options = ("--index-url", index.url, "--pre")
    listed = env.pip("index", "versions", *options, "pkg").stdout
    assert "Available versions: 0.9\n" in listed
    assert len(days_read(index)) == 3
