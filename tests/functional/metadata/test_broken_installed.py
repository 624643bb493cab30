"""What another tool, or an interrupted one, has left of a distribution."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.builders import Index, PipEnv, label_document
from tests.functional.conftest import HUMOR3, HW, Publish

NOT_UTF8 = b"Metadata-Version: 2.1\nName: lost\nVersion: 2.0\nSummary: \xe9t\xe9\n"
WHEEL_DOCUMENT = label_document({"good": HUMOR3}, [HW])

LEFT: Mapping[str, tuple[str, Mapping[str, bytes]]] = {
    "nothing": ("lost-2.0", {}),
    "requested": ("lost-2.0", {"REQUESTED": b""}),
    "no-metadata": ("lost-2.0", {"INSTALLER": b"conda\n", "RECORD": b"lost.py,,\n"}),
    "empty-metadata": ("lost-2.0", {"METADATA": b"", "RECORD": b""}),
    "malformed-version": (
        "lost-first",
        {"METADATA": b"Metadata-Version: 2.1\nName: lost\nVersion: first\n"},
    ),
    "malformed-version-of-a-variant": ("lost-first", {"variant.json": WHEEL_DOCUMENT}),
    "not-utf8": ("lost-2.0", {"METADATA": NOT_UTF8}),
    "variant-only": ("lost-2.0", {"variant.json": WHEEL_DOCUMENT}),
    "variant-not-utf8": (
        "lost-2.0",
        {"variant.json": WHEEL_DOCUMENT, "METADATA": NOT_UTF8},
    ),
    "broken-variant": ("lost-2.0", {"variant.json": b"\xff{"}),
}


PROJECTS = {f"lost{n}": case for n, case in enumerate(LEFT)}


@pytest.fixture
def broken(machine: PipEnv, publish: Publish) -> PipEnv:
    """A machine with all that, each as a project of its own."""
    for project, case in PROJECTS.items():
        folder, files = LEFT[case]
        info = machine.site_packages / f"{folder.replace('lost', project)}.dist-info"
        info.mkdir()
        for name, content in files.items():
            (info / name).write_bytes(content.replace(b"lost", project.encode()))
        publish(project, "2.0", good=HUMOR3)
    publish("pkg", "1.0", good=HUMOR3)
    return machine


def test_other_packages_are_chosen_and_checked_as_ever(
    broken: PipEnv, index: Index
) -> None:
    serve = ("--index-url", index.url)
    assert (
        "Successfully installed pkg-1.0~good"
        in broken.pip("install", *serve, "pkg").stdout
    )
    assert "pkg 1.0~good" in broken.pip("variant", "check", *serve).stdout
    checked = json.loads(broken.pip("variant", "check", *serve, "--json").stdout)
    assert "pkg" in str(checked)
    explained = broken.pip("variant", "explain", "--installed", *serve).stdout
    assert "pkg 1.0~good is installed" in explained
    assert "already" in broken.pip("install", *serve, "-U", "pkg").stdout
    broken.pip("variant", "detect")
    broken.pip("lock", *serve, "pkg")


def test_it_can_be_asked_about(broken: PipEnv, index: Index) -> None:
    question = ("variant", "explain", "--installed", "--index-url", index.url)
    for project, case in PROJECTS.items():
        if "not-utf8" in case:
            done = broken.pip(*question, project, expect_error=True)
            words = f"ERROR: The METADATA of {project} is not UTF-8"
            assert done.stderr.strip() == words
        else:
            output = broken.pip(*question, project).stdout
            assert f"{project} " in output
            assert "is installed" in output
