"""Label wheels whose metadata is missing, broken or hostile.

What is bad costs no more than itself: one line says why, and the best of the rest is
installed, which may be another label or the plain wheel.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.builders import (
    Fault,
    Index,
    PipEnv,
    Result,
    label_document,
    make_label_wheel,
    make_wheel,
)
from tests.functional.conftest import projects_for

BEST = {"hw": {"level": ["v3"]}}
POOR = {"hw": {"level": ["v2"]}}
LABELS = {"best": BEST, "poor": POOR}
DOCUMENT = "pkg-2.0-variants.json"
DEEP = b"[" * 100_000 + b"]" * 100_000
ESCAPE = "\x1b[31m"


def text(variants: object = None, **changes: object) -> bytes:
    """A document of the release; `changes` are to its members."""
    good = json.loads(label_document(LABELS, ["hw"]))
    stated = good["variants"] if variants is None else variants
    return json.dumps({**good, "variants": stated, **changes}).encode()


def schema(url: object) -> bytes:
    return text(**{"$schema": url})


def namespaces(value: object) -> bytes:
    return text(**{"default-priorities": {"namespace": value}})


def best(stated: object) -> bytes:
    return text({"best": stated, "poor": POOR})


def values(stated: object) -> bytes:
    return best({"hw": {"level": stated}})


@pytest.fixture
def machine(with_facts: Callable[..., PipEnv]) -> PipEnv:
    return with_facts(level=["v3", "v2"])


@pytest.fixture
def release(index: Index, wheels: Path) -> None:
    """Two releases with both labels and a plain wheel; the newer one will suffer."""
    for version in ("1.0", "2.0"):
        offer(index, wheels, version)


@pytest.fixture
def unread(index: Index, wheels: Path) -> None:
    """The same of a server that gives no parts of wheels, which are large."""
    offer_unread(index, wheels, "pkg")


def offer_unread(index: Index, wheels: Path, project: str) -> None:
    index.ranges = False
    for version in ("1.0", "2.0"):
        files = {f"{project}_data.bin": os.urandom(1_100_000)}
        offer(index, wheels, version, files, project)


def offer(
    index: Index,
    wheels: Path,
    version: str,
    files: Mapping[str, bytes] | None = None,
    project: str = "pkg",
) -> None:
    for label, properties in LABELS.items():
        place = (wheels, project, version, label, properties)
        index.add(make_label_wheel(*place, files=files))
    index.add(make_wheel(wheels, project, version))
    index.add_bytes(f"{project}-{version}-variants.json", text(), project)


def offer_each(
    index: Index, wheels: Path, cases: Mapping[str, tuple[bytes, str]]
) -> dict[str, str]:
    """Offer the same for each case, with its document; the words by the project."""
    projects = projects_for(cases)
    for project, case in projects.items():
        for version in ("1.0", "2.0"):
            offer(index, wheels, version, project=project)
        index.add_bytes(f"{project}-2.0-variants.json", cases[case][0], project)
    return {project: cases[case][1] for project, case in projects.items()}


def install(
    machine: PipEnv, index: Index, *args: object, expect_error: bool = False
) -> Result:
    options = ["--retries", "0", "--index-url", index.url]
    done = machine.pip("install", *options, *args, expect_error=expect_error)
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    return done


def reasons(done: Result) -> list[str]:
    """The lines that say why something is not used."""
    starts = ("WARNING:", "Discarding", "None of the", "The variant of")
    lines = (line.strip() for line in (done.stdout + done.stderr).splitlines())
    return [line for line in lines if line.startswith(starts)]


# The wheels themselves are asked then, and know better.
NO_DOCUMENT = {
    "empty": (b"", "is not JSON"),
    "a web page": (b"<html>Sign in</html>", "is not JSON"),
    "cut": (text()[:-20], "is not JSON"),
    "a byte order mark": (b"\xef\xbb\xbf" + text(), "starts with a byte order mark"),
    "another encoding": (text().decode().encode("utf-16"), "is not UTF-8"),
    "NaN": (values([float("nan")]), "NaN is not allowed"),
    "deep": (b'{"variants": ' * 100_000, "is nested too deep"),
    "deep where nobody looks": (b'{"x": %s}' % DEEP, "hardly anything but brackets"),
    "a list": (b"[]", "must be a JSON object"),
    "no schema": (schema(None), "has a $schema that names no version"),
    "the next schema": (schema("https://x/v1.0.0.json"), "newer than known here"),
    "variants are a list": (text(["best"]), "variants must be an object"),
    "priorities are a list": (
        text(**{"default-priorities": ["hw"]}),
        "default-priorities must be an object",
    ),
    "a text of namespaces": (namespaces("hw"), "namespace must be a list, not 'hw'"),
    "a namespace of control": (namespaces([ESCAPE]), r"not '\x1b[31m'"),
    "providers are a list": (text(providers=[]), "providers must be an object"),
}


def test_documents_that_are_none(machine: PipEnv, index: Index, wheels: Path) -> None:
    projects = offer_each(index, wheels, NO_DOCUMENT)
    done = install(machine, index, *projects)
    assert len(reasons(done)) == len(projects)
    for project, words in projects.items():
        assert machine.installed(project) == "best", project
        start = f"WARNING: Not using {project}-2.0-variants.json: "
        [line] = [line for line in reasons(done) if line.startswith(start)]
        assert words in line


ON_THE_WAY = {
    "404": Fault(status=404),
    "403": Fault(status=403),
    "500": Fault(status=500),
    "too late": Fault(delay=3),
    "another digest": Fault(body=label_document({"best": {"hw": {"level": ["v9"]}}})),
    "too large": Fault(body=b" " * 2**20, repeat=100),
}


def test_documents_that_cannot_be_had(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    """Nor can the wheels be asked, without loading them all."""
    projects = projects_for(ON_THE_WAY)
    for project, case in projects.items():
        offer_unread(index, wheels, project)
        index.fault(f"{project}-2.0-variants.json", ON_THE_WAY[case])
    done = install(machine, index, "--timeout", "1", *projects)
    installed = done.stdout.rpartition("Successfully installed ")[2].split()
    assert installed == sorted(f"{project}-2.0" for project in projects)
    for project in projects:
        assert machine.installed(project) == "plain", project
        unused, left_out = [line for line in reasons(done) if f"{project}-2" in line]
        assert unused.startswith(f"WARNING: Not using {project}-2.0-variants.json: ")
        assert left_out.endswith(
            "1 other: the index offers no metadata without the wheel"
        )


UNKNOWN_LABELS = {
    "not its label": text({"poor": POOR}),
    "its label in capitals": text({"BEST": BEST, "poor": POOR}),
}


@pytest.mark.parametrize("case", UNKNOWN_LABELS)
def test_a_document_that_does_not_know_one_label(
    machine: PipEnv, release: None, index: Index, case: str
) -> None:
    index.add_bytes(DOCUMENT, UNKNOWN_LABELS[case], "pkg")
    done = install(machine, index, "pkg")
    assert machine.installed("pkg") == "poor"
    [line] = reasons(done)
    assert line.startswith("WARNING: Leaving out pkg-2.0-py3-none-any-best.whl: ")
    assert "variants.json does not know its label" in line


# What is stated of one label, and why nobody can use it. The wheel knows better.
BAD_LABELS = {
    "null": (best(None), "a variant must be an object"),
    "a number": (best(7), "a variant must be an object"),
    "a list": (best(["hw"]), "a variant must be an object"),
    "a list of features": (best({"hw": ["level"]}), "must be an object"),
    "a text of values": (values("v3"), "values must be a list, not 'v3'"),
    "a number for a value": (values([3]), "value must be text"),
    "no value": (values([]), "values must not be empty"),
    "a digit of elsewhere": (values(["v\u0663"]), r"not 'v\u0663'"),
    "half a character": (values(["\ud800"]), r"not '\ud800'"),
    "a good value and control": (values(["v3", ESCAPE]), r"not '\x1b[31m'"),
    "a feature of control": (best({"hw": {ESCAPE: ["v3"]}}), "feature must be text"),
    "a namespace with an accent": (best({"hẃ": {"level": ["v3"]}}), r"not 'h\u1e83'"),
    "an unknown namespace": (
        best({"gpu": {"a": ["1"]}}),
        "gpu is not in the package's default-priorities",
    ),
    "a namespace without a provider": (
        text(
            {"best": {"gpu": {"a": ["1"]}}, "poor": POOR},
            **{"default-priorities": {"namespace": ["gpu", "hw"]}},
            providers={"gpu": {"requires": ESCAPE}},
        ),
        r"requires must be a list, not '\x1b[31m'",
    ),
}


def test_documents_that_are_wrong_about_one_label(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    projects = offer_each(index, wheels, BAD_LABELS)
    done = install(machine, index, *projects)
    assert len(reasons(done)) == len(projects)
    for project, words in projects.items():
        assert machine.installed(project) == "best", project
        name = f"{project}-2.0-py3-none-any-best.whl"
        start = f"WARNING: Not using variants.json for {name}: "
        [line] = [line for line in reasons(done) if line.startswith(start)]
        assert words in line
    # Of the others nothing was read.
    assert not [r for r in index.requests if "-poor.whl" in r.path]


def test_where_the_wheel_cannot_be_asked_its_label_is_left_out(
    machine: PipEnv, unread: None, index: Index
) -> None:
    index.add_bytes(DOCUMENT, best(7), "pkg")
    done = install(machine, index, "pkg")
    assert machine.installed("pkg") == "poor"
    unused, left_out = reasons(done)
    assert unused.startswith("WARNING: Not using variants.json for pkg-2.0-")
    assert left_out.startswith("WARNING: Leaving out pkg-2.0-py3-none-any-best.whl: ")


def test_the_rest_of_the_document_keeps_its_order(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    """The namespaces are in the order of the document, also for what it got wrong."""
    first, both = {"cpu": {"x": ["1"]}}, {"hw": {"level": ["v2"]}, "cpu": {"x": ["1"]}}
    static = {"static-properties": {"x": ["1"]}}
    labels = {"aaa": first, "zzz": BEST, "mmm": both}
    for label, properties in labels.items():
        document = label_document({label: properties}, providers={"cpu": static})
        place = (wheels, "pkg", "2.0", label, properties)
        index.add(make_label_wheel(*place, document=document))
    stated = {**labels, "mmm": {"hw": {"level": "v2"}}}
    order = ["hw", "cpu"]
    text = label_document(stated, order, providers={"cpu": static})  # type: ignore[arg-type]
    index.add_bytes(DOCUMENT, text, "pkg")
    done = install(machine, index, "-v", "pkg")
    places = [line.split()[0] for line in done.stdout.splitlines() if " rank " in line]
    labels_in_order = [name.removesuffix(".whl").rpartition("-")[2] for name in places]
    assert labels_in_order == ["zzz", "mmm", "aaa"]


def test_a_null_that_has_properties(
    machine: PipEnv, release: None, index: Index, wheels: Path
) -> None:
    index.add(make_label_wheel(wheels, "pkg", "2.0", "null", {}))
    unfit = {"hw": {"level": ["v9"]}}
    index.add_bytes(DOCUMENT, text({"null": BEST, "best": unfit, "poor": unfit}), "pkg")
    done = install(machine, index, "pkg")
    assert machine.installed("pkg") == "null"
    assert (
        "WARNING: Not using variants.json for pkg-2.0-py3-none-any-null.whl: "
        "variants.json is wrong about it: null must have no properties"
    ) in reasons(done)


@pytest.mark.parametrize(
    ("size", "expected"), [(1_000_000, "poor"), (2_000_000, "plain")]
)
def test_very_many_labels(
    machine: PipEnv, unread: None, index: Index, size: int, expected: str
) -> None:
    """Up to 64 MiB are read; the wheels cannot be asked here."""
    entries = b"".join(b'"x%d":{"hw":{"level":["v9"]}},' % n for n in range(size))
    content = text({"poor": POOR}).replace(b'"poor"', entries + b'"poor"')
    index.add_bytes(DOCUMENT, content, "pkg")
    started = time.monotonic()
    done = install(machine, index, "pkg")
    # As long as a slow machine takes to read it a few times.
    assert time.monotonic() - started < 60
    assert machine.installed("pkg") == expected
    words = "it is larger than" if expected == "plain" else "does not know its label"
    assert words in " ".join(reasons(done))


GOOD = label_document({"best": BEST})
# What a wheel says of itself; further cases are in test_labels.
BAD_WHEELS = {
    "too large": (b" " * 2**22 + GOOD, "is over 4194304 bytes"),
    "not UTF-8": (GOOD.replace(b"v3", b"\xff"), "is not UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, "starts with a byte order mark"),
    "NaN": (label_document({"best": BEST}, x=float("nan")), "NaN is not allowed"),
    "deep": (b"[" * 100_000, "is nested too deep"),
    "no variant": (label_document({}), "must have one variant, 'best', not 0"),
    "a label of control": (label_document({f"{ESCAPE}best": BEST}), r"'\x1b[31mbest'"),
    "a label twice": (
        GOOD.replace(b'"best"', b'"best": {"hw": {"level": ["v9"]}}, "best"'),
        "has 'best' twice in one object",
    ),
    "the next schema": (label_document({"best": BEST}, schema="v1.0.0"), "newer"),
    "no value": (label_document({"best": {"hw": {"level": []}}}), "must not be empty"),
}


@pytest.mark.parametrize("has_document", [True, False])
def test_wheels_that_say_nothing_of_use(
    machine: PipEnv, index: Index, wheels: Path, has_document: bool
) -> None:
    """Found when the wheel is here, or by looking into it from afar."""
    projects = projects_for(BAD_WHEELS)
    for project, case in projects.items():
        for version in ("1.0", "2.0"):
            offer(index, wheels, version, project=project)
        content = BAD_WHEELS[case][0]
        place = (wheels / "bad", project, "2.0", "best")
        index.add(make_label_wheel(*place, {}, document=content))
        if not has_document:
            index.fault(f"{project}-2.0-variants.json", Fault(status=404))
    done = install(machine, index, *projects)
    for project, case in projects.items():
        assert machine.installed(project) == "poor", project
        about = [line for line in reasons(done) if f"{project}-2.0-" in line]
        [line] = [line for line in about if "-2.0-variants.json" not in line]
        assert line.startswith("Discarding" if has_document else "WARNING: Leaving out")
        assert BAD_WHEELS[case][1] in line


def test_the_cause_is_named_where_there_is_nothing_else(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(make_label_wheel(wheels, "pkg", "2.0", "best", BEST, document=b"{"))
    done = install(machine, index, "pkg", expect_error=True)
    assert machine.installed("pkg") is None
    [line] = [line for line in reasons(done) if line.startswith("WARNING")]
    assert line.startswith("WARNING: Leaving out pkg-2.0-py3-none-any-best.whl: its ")
    assert "variant.json is not JSON" in line
    assert "No matching distribution found for pkg" in done.stderr


@pytest.mark.parametrize("forced", [[], ["--variant=pkg=best"]])
@pytest.mark.parametrize("place", ["path", "url"])
def test_a_file_that_the_user_named_is_refused(
    machine: PipEnv, index: Index, wheels: Path, place: str, forced: list[str]
) -> None:
    bad = make_label_wheel(wheels, "pkg", "2.0", "best", BEST, document=b"")
    index.add(bad, make_wheel(wheels, "pkg", "1.0"))
    target = str(bad) if place == "path" else index.file_url(bad.name)
    done = install(machine, index, target, *forced, expect_error=True)
    assert machine.installed("pkg") is None
    assert "error: variant-metadata-invalid" in done.stderr
    assert f"The variant.json of {bad.name} is wrong: it is missing" in done.stderr
    assert "No matching distribution" not in done.stderr
    assert "Discarding" not in done.stdout


# What two wheels state of the release; nobody knows then which of them is right.
GPU = {"gpu": {"driver": ["13"]}}
CONTRADICTIONS = {
    "the order": (
        label_document({"other": GPU}, ["hw", "a", "gpu"]),
        label_document({"best": BEST}, ["hw", "gpu", "a"]),
        "gpu cannot be used: its place in default-priorities is disputed",
    ),
    "a provider": (
        label_document({"other": GPU}, ["hw", "gpu"], providers={"gpu": {}}),
        label_document(
            {"best": BEST}, ["hw", "gpu"], providers={"gpu": {"optional": True}}
        ),
        "gpu cannot be used: its provider is described in two ways",
    ),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_wheels_that_contradict_one_another(
    machine: PipEnv, index: Index, wheels: Path, case: str
) -> None:
    """That costs the variants that it is about, and no others."""
    other, best, words = CONTRADICTIONS[case]
    for label, document in (("other", other), ("best", best)):
        made = make_label_wheel(wheels, "pkg", "2.0", label, {}, document=document)
        index.add(made)
    done = install(machine, index, "pkg")
    assert machine.installed("pkg") == "best"
    [line] = reasons(done)
    assert line == f"WARNING: Leaving out pkg-2.0-py3-none-any-other.whl: {words}"
