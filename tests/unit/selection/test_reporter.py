"""Which events are reported, and how often the user reads of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any, cast

import pytest
from pip._vendor.variantlib.choice.ranking import Ranking
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.machine.subject import THIS_MACHINE

from pip._internal.models.candidate import InstallationCandidate
from pip._internal.variants.models import SelectedVariant, VariantCandidate
from pip._internal.variants.names import variant_of
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection import messages
from pip._internal.variants.selection.evaluator import VariantEvaluator
from pip._internal.variants.selection.reporter import LoggingReporter, Reporter
from tests.builders import label_document, make_label_wheel, make_wheel
from tests.unit.running import run
from tests.unit.scene import machine, reader
from tests.unit.selecting import V2, V3, V4, Release, installed

Log = pytest.LogCaptureFixture

HERE = machine({"hw": {"level": ["v3", "v2"]}})


class Recording(Reporter):
    """Takes down the events of an order."""

    def __init__(self) -> None:
        self.events: list[str] = []

    def ranked(self, ranking: Ranking, machine: Machine) -> None:
        self.events.append(f"ranked {len(ranking.fitting)} of {_count(ranking)}")

    def none_compatible(
        self,
        rankings: Sequence[Ranking],
        passed: Sequence[Sequence[VariantCandidate]],
        machine: Machine,
    ) -> None:
        self.events.append(f"none compatible in {len(rankings)}")

    def plugins_missing(
        self,
        offer: VariantCandidate,
        missing: Mapping[str, str],
        left_out: Collection[str] = (),
    ) -> None:
        self.events.append("plugins missing")


def _count(ranking: Ranking) -> int:
    return len(ranking.fitting) + len(ranking.unfit)


def entries(module: object, action: Callable[[], object]) -> int:
    """Return how often functions of a module are called from elsewhere."""
    path = cast(Any, module).__file__
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        caller = frame.f_back
        if event == "call" and frame.f_code.co_filename == path:
            count += caller is not None and caller.f_code.co_filename != path

    sys.setprofile(trace)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def test_events_of_an_order(release: Release) -> None:
    reporter = Recording()
    older, newer = release(V2, V4), release(V4, version="2.0")
    chosen = VariantEvaluator(HERE, reader(), reporter)
    assert len(list(chosen.ordered([*newer, *older], None, Requested()))) == 1
    assert reporter.events == [
        "ranked 0 of 1",
        "ranked 1 of 2",
        "none compatible in 1",
    ]


def test_events_may_be_reported_to_somebody_else(release: Release) -> None:
    reporter, quiet = Recording(), Reporter()
    chosen = VariantEvaluator(HERE, reader(), reporter)
    assert not list(chosen.ordered(release(V4), None, Requested(), quiet))
    assert reporter.events == ["ranked 0 of 1"]


def test_who_chooses_composes_no_sentence(release: Release) -> None:
    files = [*release(V3, V2, V4, None, version="2.0"), *release(V4, None)]

    def choose(reporter: Reporter) -> list[InstallationCandidate]:
        return list(
            VariantEvaluator(HERE, reader(), reporter).ordered(files, None, Requested())
        )

    assert entries(messages, lambda: choose(Reporter())) == 0
    assert entries(messages, lambda: choose(LoggingReporter())) > 0


@pytest.fixture
def info(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level("INFO")
    return caplog


def resolved(found: InstallationCandidate) -> Any:
    """What a resolver decides on, as far as a reporter looks at it."""
    return SimpleNamespace(
        source_link=found.link, project_name=found.name, version=found.version
    )


class TestSelected:
    """What is said of the variants that a resolver tries: the best, then the next."""

    def tried(
        self, folder: Path, files: Sequence[InstallationCandidate]
    ) -> LoggingReporter:
        reporter = LoggingReporter()
        for kind, found in zip((V3, V2), files, strict=False):
            name = variant_of(found.link)
            assert name is not None
            choice = SelectedVariant(name, (), None, 1, {})
            (folder / kind).mkdir()
            dist = installed(folder / kind, kind)
            for _ in range(2):
                reporter.selected(found.link, dist, choice, THIS_MACHINE)
        return reporter

    def test_each_once(self, tmp_path: Path, release: Release, info: Log) -> None:
        files = release(V3, V2, None)
        self.tried(tmp_path, files).settled([resolved(files[1])], lambda dist: None)
        first, second = info.messages
        assert first != second

    def test_again_if_the_resolver_comes_back(
        self, tmp_path: Path, release: Release, info: Log
    ) -> None:
        files = release(V3, V2, None)
        reporter = self.tried(tmp_path, files)
        for _ in range(2):
            reporter.settled([resolved(files[0])], lambda dist: None)
        first, _, third = info.messages
        assert first == third

    def test_a_plain_file_in_the_end(
        self, tmp_path: Path, release: Release, info: Log
    ) -> None:
        files = release(V3, V2, None)
        self.tried(tmp_path, files).settled([resolved(files[2])], lambda dist: None)
        assert info.messages[2].startswith("Using pkg 1.0 without a variant")

    def test_nothing_of_a_plain_file_if_no_variant_could_be_used(
        self, tmp_path: Path, release: Release, info: Log
    ) -> None:
        files = release(V3, V2, None)
        reporter = self.tried(tmp_path, files)
        for found in files[:2]:
            reporter.discarded(found.link)
        reporter.settled([resolved(files[2])], lambda dist: None)
        assert len(info.messages) == 2


def test_an_upgrade_is_explained_once(tmp_path: Path, info: Log) -> None:
    reporter = LoggingReporter()
    dist = installed(tmp_path, V2)
    for _ in range(2):
        reporter.keeping(dist, "it has no RECORD")
    (line,) = info.messages
    assert line == (
        "Keeping pkg 1.0, although another variant fits better: it has no RECORD"
    )


def test_a_silent_reporter_says_nothing(info: Log, release: Release) -> None:
    (found,) = release(None)
    reporter = Reporter()
    reporter.refused(found.link, ValueError("wrong"))
    reporter.not_inspected(found.link, "no ranges")
    reporter.no_agreement(["torch"])
    assert info.messages == []


class TestCommands:
    """What a command says while it chooses."""

    def said(self, folder: Path, capsys: pytest.CaptureFixture[str], *args: str) -> str:
        options = ["--dry-run", "--ignore-installed", *args]
        run("install", folder, *options)
        return " ".join("".join(capsys.readouterr()).split())

    def test_all_verdicts_with_verbose(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        names = [
            make_wheel(tmp_path, "pkg", properties=[kind]).name for kind in (V3, V4)
        ]
        said = self.said(tmp_path, capsys, "--verbose", "pkg")
        assert f"{names[0]} fits, rank 1: {V3}" in said
        assert f"{names[1]} does not fit: it needs {V4}" in said
        assert "does not fit" not in self.said(tmp_path, capsys, "pkg")

    def test_releases_of_which_nothing_can_be_expected(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for version in ("1.0", "2.0", "3.0"):
            make_wheel(tmp_path, "pkg", version, properties=["gpu :: sm :: 90"])
        said = self.said(tmp_path, capsys, "--verbose", "pkg")
        assert "Skipping the variants of pkg 1.0: " in said
        assert "of 3 releases (2 of them not read, with the same variants) of pkg" in (
            said
        )

    def test_a_plugin_that_comes_too_late(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        variants = {"gpu": {"gpu": {"sm": ["90"]}}}
        tables = {"gpu": {"requires": ["gpu-plugin"]}}
        content = label_document(variants, ["gpu"], providers=tables)
        make_label_wheel(tmp_path, "pkg", "1.0", "gpu", {}, document=content)
        make_wheel(tmp_path, "pkg", requires=["gpu-plugin"])
        make_wheel(tmp_path, "gpu-plugin")
        said = self.said(tmp_path, capsys, "pkg")
        assert "1 better build of pkg needs gpu, which nothing here answers for" in said
        assert (
            "Only installed plugins are asked, so gpu-plugin had no part in this "
            "choice. To choose by plugins, install them first"
        ) in said


def test_what_is_wrong_with_files_is_said_once_for_all_machines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels, options = tmp_path / "wheels", []
    document = label_document({"a": {"hw": {"level": ["v2"]}}, "b": {}})
    make_label_wheel(wheels, "pkg", "1.0", "a", {}, document=document)
    make_wheel(wheels, "pkg", "1.0")
    for level in ("v2", "v3"):
        path = tmp_path / f"{level}.toml"
        path.write_text(f'format = 1\n[providers.hw.keys]\nlevel = ["{level}"]\n')
        options += ["--machine", str(path)]
    output = str(tmp_path / "pylock.toml")
    assert run("lock", wheels, "pkg", *options, "--output", output) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("Leaving out pkg-1.0-py3-none-any-a.whl: its variant.json") == 1
