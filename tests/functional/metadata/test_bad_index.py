"""An index whose variants.json or metadata sidecars are broken, or hostile.

The next source is asked and the best variant still installed; one line says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import (
    Fault,
    Index,
    PipEnv,
    Result,
    hash_of,
    make_wheel,
)
from tests.functional.conftest import projects_for

FAST = ["hw :: level :: v3"]
SLOW = ["hw :: level :: v2"]
BEST = hash_of(FAST)
DOCUMENT = "pkg-2.0-variants.json"
SPACES = b" " * 2**20

# Faults on the way.
BROKEN_ANSWERS = {
    "404": Fault(status=404),
    "500": Fault(status=500),
    "truncated": Fault(cut=True),
    "100 MB": Fault(body=SPACES, repeat=100),
    "another digest": Fault(body=b"{}"),
    "a web page": Fault(body=b"<html>Sign in</html>", content_type="text/html"),
}


def _nested(opening: str, closing: str) -> bytes:
    return (opening * 10_000 + "1" + closing * 10_000).encode()


def _variants(value: object) -> bytes:
    return json.dumps({"variants": value}).encode()


# Contents that the index itself believes in: the digests are right.
BAD_DOCUMENTS = {
    "empty": b"",
    "not JSON": b"variants:\n- v3\n",
    "half": _variants({BEST: {"hw": {"level": ["v3"]}}})[:-5],
    "not UTF-8": b'{"variants": "\xff"}',
    "not a number": b'{"variants": NaN}',
    "a list": b"[]",
    "nothing in it": b"{}",
    "variants are a list": _variants([BEST]),
    "variants are null": _variants(None),
    "lists 10,000 deep": _nested("[", "]"),
    "objects 10,000 deep": _nested('{"variants":', "}"),
    "deep inside": b'{"variants": {"%s": %s}}' % (BEST.encode(), _nested("[", "]")),
}
# What a document says of one variant, and nobody may believe.
BAD_ENTRIES: dict[str, object] = {
    "a number": 7,
    "null": None,
    "a list": ["hw :: level :: v3"],
    "no provider": {},
    "no key": {"hw": {}},
    "no value": {"hw": {"level": []}},
    "two values": {"hw": {"level": ["v3", "v2"]}},
    "a text for the values": {"hw": {"level": "v3"}},
    "a number for a value": {"hw": {"level": [3]}},
    "a number for the values": {"hw": {"level": 3}},
    "a list for the keys": {"hw": ["level", "v3"]},
    "a bad name": {"h w": {"level": ["v3"]}},
    "other properties": {"hw": {"level": ["v2"]}},
}


def _offer(index: Index, folder: Path, project: str) -> str:
    """Offer a release, and return the name of its document."""
    for properties in (FAST, SLOW, []):
        index.add(make_wheel(folder, project, "2.0", properties=properties))
    return f"{project}-2.0-variants.json"


@pytest.fixture
def release(index: Index, wheels: Path) -> None:
    """Two variants that fit the machines here, and a plain wheel."""
    _offer(index, wheels, "pkg")


@pytest.fixture
def machine(release: None, with_facts: Callable[..., PipEnv]) -> PipEnv:
    return with_facts(level=["v3", "v2"])


@pytest.fixture
def rich_machine(release: None, with_facts: Callable[..., PipEnv]) -> PipEnv:
    """A machine with so many facts that their combinations cannot be listed."""
    others = {f"other_{n}": ["a", "b", "c"] for n in range(40)}
    return with_facts(level=["v3", "v2"], **others)


def _install(machine: PipEnv, index: Index, *projects: str) -> Result:
    # Without retries, since those of a 500 take long.
    options = ("--retries", "0", "--index-url", index.url)
    done = machine.pip("install", *options, *(projects or ["pkg"]))
    assert "Traceback" not in done.stderr
    return done


def _lines(done: Result, word: str) -> list[str]:
    passing = ("Downloading", "Using cached", "Collecting", "Obtaining")
    lines = (done.stdout + done.stderr).splitlines()
    return [
        line for line in lines if word in line and not line.strip().startswith(passing)
    ]


def test_documents_that_cannot_be_had(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    projects = projects_for(BROKEN_ANSWERS)
    for project, fault in projects.items():
        index.fault(_offer(index, wheels, project), BROKEN_ANSWERS[fault])
    done = _install(machine, index, *projects)
    for project in projects:
        assert machine.installed(project) == BEST, project
        assert len(_lines(done, f"{project}-2.0-variants.json")) == 1


def test_documents_that_are_none(machine: PipEnv, index: Index, wheels: Path) -> None:
    projects = projects_for(BAD_DOCUMENTS)
    for project, content in projects.items():
        name = _offer(index, wheels, project)
        index.add_bytes(name, BAD_DOCUMENTS[content], project)
    done = _install(machine, index, *projects)
    for project in projects:
        assert machine.installed(project) == BEST, project
        [line] = _lines(done, f"{project}-2.0-variants.json")
        assert len(line) < 500


def test_documents_that_are_wrong_about_one_variant(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    projects = projects_for(BAD_ENTRIES)
    for project, entry in projects.items():
        known = {hash_of(SLOW): {"hw": {"level": ["v2"]}}, BEST: BAD_ENTRIES[entry]}
        index.add_bytes(_offer(index, wheels, project), _variants(known), project)
    done = _install(machine, index, *projects)
    for project in projects:
        # The next source is asked, or the wheel is left out: it is never misjudged.
        assert machine.installed(project) in (BEST, hash_of(SLOW)), project
        assert len(_lines(done, f"{project}-2.0~{BEST}")) >= 1


def test_a_document_without_one_variant(machine: PipEnv, index: Index) -> None:
    known = {hash_of(SLOW): {"hw": {"level": ["v2"]}}}
    index.add_bytes(DOCUMENT, _variants(known), "pkg")
    _install(machine, index)
    assert machine.installed("pkg") == BEST


def test_a_document_without_end_is_not_read_to_its_end(
    machine: PipEnv, index: Index
) -> None:
    size = 400
    index.fault(DOCUMENT, Fault(body=SPACES, repeat=size))
    done = _install(machine, index)
    assert machine.installed("pkg") == BEST
    assert len(_lines(done, DOCUMENT)) == 1
    [request] = [r for r in index.requests if r.path.endswith(DOCUMENT)]
    assert request.sent < size * len(SPACES) // 2


@pytest.mark.parametrize("formats", ["html", "json"])
def test_sidecars_that_cannot_be_had(
    machine: PipEnv, index: Index, wheels: Path, formats: str
) -> None:
    index.formats = formats
    index.variants_json = False
    projects = projects_for(BROKEN_ANSWERS)
    for project, fault in projects.items():
        _offer(index, wheels, project)
        sidecar = f"{project}-2.0~{BEST}-py3-none-any.whl.metadata"
        index.fault(sidecar, BROKEN_ANSWERS[fault])
    done = _install(machine, index, *projects)
    for project in projects:
        assert machine.installed(project) == BEST, project
        assert len(_lines(done, f"Not using the metadata file of {project}-2.0~")) == 1


def test_everything_is_broken(rich_machine: PipEnv, index: Index) -> None:
    """No source knows the variants: the plain wheel, and it is said why."""
    index.ranges = False
    index.fault(DOCUMENT, Fault(status=404))
    for properties in (FAST, SLOW):
        name = f"pkg-2.0~{hash_of(properties)}-py3-none-any.whl"
        index.fault(f"{name}.metadata", Fault(status=404))
        index.fault(name, Fault(status=404))
    done = _install(rich_machine, index)
    assert rich_machine.installed("pkg") == "plain"
    assert len(_lines(done, DOCUMENT)) == 1
    assert _lines(done, "Leaving out pkg-2.0~")
