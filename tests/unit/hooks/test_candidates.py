"""How the candidates of a finder are ordered, and when the chooser is called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.packaging.version import Version

from pip._internal.index.package_finder import BestCandidateResult, CandidateEvaluator
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.models.wheel import Wheel
from pip._internal.variants.hooks.finder import (
    NO_VARIANTS,
    FinderState,
    FinderVariants,
    SeenFiles,
)
from tests.builders import make_wheel
from tests.unit.running import run
from tests.unit.scene import wheel_name
from tests.unit.selecting import (
    H3,
    H4,
    V3,
    V4,
    Release,
    ordered,
    requirement,
    selection,
    untouched,
)


def finder_of(candidates: list[InstallationCandidate]) -> Any:
    return SimpleNamespace(
        find_all_candidates=lambda project: candidates, variants=untouched()
    )


class TestWithoutVariants:
    def test_candidates_pass_as_they_are(self, release: Release) -> None:
        plain = release(None, version="2.0") + release(None)
        assert ordered(untouched(), plain) == plain
        by = untouched()
        assert by.candidates.installable(finder_of(plain), "pkg") is plain
        found = CandidateEvaluator.create("pkg")
        nobody: Any = SimpleNamespace(canonical_name="pkg")
        assert by.candidates.latest(nobody, nobody, found, plain) is plain[0]
        assert by.candidates.latest(nobody, nobody, found, []) is None
        result = BestCandidateResult(plain, plain, plain[0])
        assert by.candidates.fitting([requirement("pkg")], result, None) is plain
        # What upstream has found, whatever the order of equal ones.
        assert by.candidates.best(requirement("pkg"), result, None) is plain[0]

    def test_nothing_is_no_candidate(self) -> None:
        result = BestCandidateResult([], [], None)
        assert untouched(H3).candidates.best(requirement("pkg"), result, None) is None


class TestOff:
    def test_variants_are_skipped(self) -> None:
        wheel = Wheel(wheel_name(V3))
        assert (
            NO_VARIANTS.candidates.skip_reason(wheel)
            == f"variant {H3} is not wanted here"
        )
        assert NO_VARIANTS.candidates.skip_reason(Wheel(wheel_name())) is None


def test_a_wheel_with_the_label_none_is_told_of_its_own_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for project in ("pkg", "other"):
        make_wheel(tmp_path, project, "1.0")
    name = "pkg-2.0-py3-none-any-none.whl"
    make_wheel(tmp_path, "pkg", "2.0", filename=name)
    told = f"WARNING: Not using {name}: the label none stands for the plain wheel\n"
    tries = {"other": "", "pkg --no-variant": "", "pkg": told}
    for args, expected in tries.items():
        where = ("--dry-run", "--ignore-installed", *args.split())
        assert run("install", tmp_path, *where, facts="") == 0
        assert capsys.readouterr().err == expected


class TestFitting:
    """Whether only yanked files are left must not depend on what does not fit."""

    @pytest.fixture
    def mixed(self, release: Release) -> list[InstallationCandidate]:
        unfit, fits = release(V4, V3)
        yanked = Link(fits.link.url, yanked_reason="bad")
        return [InstallationCandidate("pkg", "1.0", yanked), unfit]

    def fitting(
        self, candidates: list[InstallationCandidate]
    ) -> Sequence[InstallationCandidate]:
        by = selection()
        for one in candidates:
            by.candidates.skip_reason(Wheel(one.link.filename))
        result = BestCandidateResult(candidates, candidates, candidates[-1])
        return by.candidates.fitting([requirement("pkg")], result, None)

    def test_what_does_not_fit_is_dropped(
        self, mixed: list[InstallationCandidate]
    ) -> None:
        assert self.fitting(mixed) == mixed[:1]

    def test_without_yanked_files_nothing_is_read(self, release: Release) -> None:
        candidates = release(V4, V3)
        assert self.fitting(candidates) is candidates

    def test_several_versions_are_not_pinned(
        self, mixed: list[InstallationCandidate], release: Release
    ) -> None:
        candidates = [*release(V4, version="0.9"), *mixed]
        assert self.fitting(candidates) is candidates


def test_documents_are_noted() -> None:
    seen = SeenFiles()
    state = FinderState(lambda: pytest.fail("the context was read"), seen=seen)
    by = FinderVariants(state)
    for name in (
        "pkg-1.0-variants.json",
        "pkg-1.0.zip",
        "pkg-1.0-variants.json#sha256=1",
    ):
        by.candidates.note_link(Link(f"https://files.example/{name}"))
    assert [link.filename for link in seen.documents] == ["pkg-1.0-variants.json"] * 2


def test_versions_with_a_file_to_install(release: Release) -> None:
    everything = [*release(V4, version="2.0"), *release(V3)]
    for asked, expected in ((), {"1.0"}), ((f"pkg={H4}",), {"2.0"}):
        by = selection(*asked)
        for one in everything:
            by.candidates.skip_reason(Wheel(one.link.filename))
        kept = by.candidates.installable(finder_of(everything), "pkg")
        assert {one.version for one in kept} == {
            Version(version) for version in expected
        }
