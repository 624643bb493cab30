"""Dependencies that differ by variant (PEP 825's markers), as a user gets them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.builders import (
    Index,
    PipEnv,
    label_document,
    make_label_wheel,
    make_wheel,
)
from tests.functional.conftest import GOOD, HW, variant_of

Properties = Mapping[str, Mapping[str, Sequence[str]]]
Publish = Callable[..., dict[str, Path]]

LABELS: Mapping[str, Properties] = {
    "good": {HW: {"humor": ["9", "3"]}},
    "unfit": {HW: {"humor": ["8", "9"]}},
    "null": {},
}

REQUIRES = {
    "dep-good": 'variant_label == "good"',
    "dep-null": '"null" == variant_label',
    "dep-unlabelled": 'variant_label == ""',
    "dep-namespace": "'fictional_hw' in variant_namespaces",
    "dep-feature": '"fictional_hw::humor" in variant_features',
    "dep-3": '"fictional_hw::humor ::3" in variant_properties',
    "dep-9": '"fictional_hw :: humor :: 9" in variant_properties',
    "dep-not-3": '"fictional_hw :: humor::3" not in variant_properties',
    "dep-mixed": '(variant_label != "good" or os_name == "no-such") '
    'and (python_version > "3" or "other" in variant_namespaces)',
    "dep-always": 'python_version > "3"',
}
BY_HUMOR = {"dep-namespace", "dep-feature"}
EXPECTED = {
    "good": BY_HUMOR | {"dep-good", "dep-3", "dep-always"},
    "unfit": BY_HUMOR | {"dep-9", "dep-not-3", "dep-mixed", "dep-always"},
    "null": {"dep-null", "dep-not-3", "dep-mixed", "dep-always"},
    "hash": BY_HUMOR | {"dep-unlabelled", "dep-3", "dep-mixed", "dep-always"},
    "plain": {"dep-unlabelled", "dep-not-3", "dep-mixed", "dep-always"},
}

IMPORTLIB = {"_PIP_USE_IMPORTLIB_METADATA": "1"}
PKG_RESOURCES = {"_PIP_USE_IMPORTLIB_METADATA": "0"}
BACKENDS = [
    IMPORTLIB,
    pytest.param(
        PKG_RESOURCES,
        marks=pytest.mark.skipif(
            sys.version_info >= (3, 14),
            reason="needs pkg_resources in pip: Python 3.13",
        ),
    ),
]


@pytest.fixture(params=BACKENDS, ids=["importlib", "pkg_resources"])
def backend(request: pytest.FixtureRequest, machine: PipEnv) -> PipEnv:
    """The machine, with either of pip's ways to read metadata."""
    machine.variables.update(request.param)
    return machine


@pytest.fixture
def publish(index: Index, wheels: Path) -> Publish:
    """`publish("good", "plain")`: wheels of pkg, all with the same dependencies."""
    requires = [f"{name}; {marker}" for name, marker in REQUIRES.items()]
    for name in REQUIRES:
        index.add(make_wheel(wheels, name))

    def add(*variants: str, document: bool = True) -> dict[str, Path]:
        made = {}
        for variant in variants:
            if variant in LABELS:
                made[variant] = make_label_wheel(
                    wheels, "pkg", "1.0", variant, LABELS[variant], requires=requires
                )
            else:
                properties = GOOD if variant == "hash" else ()
                made[variant] = make_wheel(
                    wheels, "pkg", "1.0", properties=properties, requires=requires
                )
        index.add(*made.values())
        labels = {name: LABELS[name] for name in variants if name in LABELS}
        if document and labels:
            text = label_document(labels)
            index.add_bytes("pkg-1.0-variants.json", text, "pkg")
        return made

    return add


def dependencies(output: str) -> set[str]:
    """Those that pip says it installed."""
    return set(
        re.findall(r"(dep-[a-z0-9-]+?)-1\.0", output.partition("Successfully")[2])
    )


def required(env: PipEnv, name: str = "pkg") -> set[str]:
    """Those that `pip show` names."""
    found = re.search(r"^Requires: (.*)$", env.pip("show", name).stdout, re.MULTILINE)
    assert found is not None
    return set(found[1].split(", ")) - {""}


@pytest.mark.parametrize("sidecars", [True, False])
@pytest.mark.parametrize("variant", EXPECTED)
def test_every_variant_has_its_own_dependencies(
    backend: PipEnv, index: Index, publish: Publish, variant: str, sidecars: bool
) -> None:
    index.sidecars = sidecars
    made = publish("good", "unfit", "null", "hash", "plain")
    name = {"hash": variant_of(made["hash"]), "plain": "none"}.get(variant, variant)
    forced = [] if variant == "good" else [f"--variant=pkg={name}"]
    result = backend.pip("install", "--index-url", index.url, *forced, "pkg")
    assert dependencies(result.words) == EXPECTED[variant]
    if sidecars:
        # What is installed is the same.
        assert required(backend) == EXPECTED[variant]
        assert "No broken requirements found." in backend.pip("check").stdout


@pytest.mark.parametrize("document", [True, False])
def test_forcing_runs_no_plugin(
    machine: PipEnv,
    index: Index,
    publish: Publish,
    runs: Callable[[], int],
    document: bool,
) -> None:
    publish("unfit", document=document)
    options = ["--index-url", index.url, "--variant=unfit"]
    result = machine.pip("install", *options, "pkg")
    assert dependencies(result.words) == EXPECTED["unfit"]
    assert runs() == 0


@pytest.mark.parametrize("option", ["folder", "path", "url", "fast-deps", "legacy"])
def test_wheels_from_any_source(
    backend: PipEnv, index: Index, publish: Publish, wheels: Path, option: str
) -> None:
    wheel = publish("good")["good"]
    index.sidecars = False
    args = {
        "folder": ["--no-index", "--find-links", wheels, "pkg"],
        "path": ["--no-index", "--find-links", wheels, wheel],
        "url": ["--index-url", index.url, index.file_url(wheel.name)],
        "fast-deps": ["--index-url", index.url, "--use-feature=fast-deps", "pkg"],
        "legacy": [
            *("--index-url", index.url),
            *("--use-deprecated=legacy-resolver", "pkg"),
        ],
    }[option]
    result = backend.pip("install", *args)
    assert dependencies(result.words) == EXPECTED["good"]


def test_a_dependency_that_is_missing_is_found_out(
    backend: PipEnv, index: Index, publish: Publish
) -> None:
    publish("good")
    backend.pip("install", "--index-url", index.url, "pkg")
    backend.pip("uninstall", "-y", "dep-3", "dep-always")
    result = backend.pip("check", expect_error=True)
    assert sorted(result.stdout.splitlines()) == [
        "pkg 1.0 requires dep-3, which is not installed.",
        "pkg 1.0 requires dep-always, which is not installed.",
    ]


def test_what_is_not_required(backend: PipEnv, index: Index, publish: Publish) -> None:
    publish("good")
    backend.pip("install", "--index-url", index.url, "pkg", "dep-9")
    listed = backend.pip("list", "--not-required", "--format=json").stdout
    names = {entry["name"] for entry in json.loads(listed)}
    assert {"pkg", "dep-9"} <= names
    assert names.isdisjoint(EXPECTED["good"])
    assert "Required-by: pkg" in backend.pip("show", "dep-3").stdout
    assert "Required-by: pkg" not in backend.pip("show", "dep-9").stdout


def test_extras_may_differ_by_variant(
    backend: PipEnv, index: Index, wheels: Path
) -> None:
    for name in ("dep-a", "dep-b"):
        index.add(make_wheel(wheels, name))
    requires = [
        'dep-a; extra == "fast" and variant_label == "good"',
        'dep-b; extra == "fast" and variant_label == "null"',
    ]
    index.add(
        make_label_wheel(
            *(wheels, "pkg", "1.0", "good", LABELS["good"]),
            requires=requires,
            extras={"fast": []},
        )
    )
    result = backend.pip("install", "--index-url", index.url, "pkg[fast]")
    assert dependencies(result.words) == {"dep-a"}


MALFORMED = [
    'variant_label = "x"',
    'variant_label > "x"',
    'variant_properties == "x"',
    "variant_label in variant_namespaces",
    '"x" in variant_labels',
    '(variant_label == "x"',
    'variant_label == "x" and nonsense == "y"',
]


def test_a_malformed_marker_is_invalid_metadata(
    backend: PipEnv, index: Index, wheels: Path
) -> None:
    good = LABELS["good"]
    projects = {f"pkg{n}": [f"dep; {marker}"] for n, marker in enumerate(MALFORMED)}
    for project, requires in projects.items():
        index.add(
            make_label_wheel(wheels, project, "1.0", "good", good),
            make_label_wheel(wheels, project, "2.0", "good", good, requires=requires),
        )
    result = backend.pip("install", "--index-url", index.url, *projects)
    installed = " ".join(f"{project}-1.0~good" for project in projects)
    assert f"Successfully installed {installed}" in result.words
    for project in projects:
        lines = result.stderr.splitlines() + result.stdout.splitlines()
        about = [line for line in lines if f"{project}-2.0" in line]
        assert "invalid metadata" in " ".join(about)


@pytest.mark.parametrize("place", ["argument", "requirements", "constraints"])
def test_not_in_a_requirement_of_the_users(
    machine: PipEnv, index: Index, publish: Publish, place: str
) -> None:
    publish("good")
    line = 'pkg>=1; variant_label == "good"'
    (machine.work / "file.txt").write_text(f"{line}\n")
    args = {
        "argument": [line],
        "requirements": ["-r", "file.txt"],
        "constraints": ["-c", "file.txt", "pkg"],
    }[place]
    options = ["--index-url", index.url]
    result = machine.pip("install", *options, *args, expect_error=True)
    output = result.words
    assert "error: variant-marker-in-requirement" in output
    assert 'pkg>=1; variant_label == "good"' in output
    assert ("line 1 of file.txt" in output) == (place != "argument")


def test_a_broken_variant_json_of_something_installed_is_no_disaster(
    machine: PipEnv, index: Index, publish: Publish
) -> None:
    publish("good")
    machine.pip("install", "--index-url", index.url, "pkg")
    document = machine.site_packages / "pkg-1.0.dist-info" / "variant.json"
    document.unlink()
    document.write_text("{")
    assert required(machine) == EXPECTED["plain"]
