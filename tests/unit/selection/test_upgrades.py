"""When an upgrade replaces what is installed by a file of the same version."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pip._vendor.variantlib.machine.machine import Machine

from pip._internal.metadata import get_directory_distribution
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.variants.selection.reporter import LoggingReporter
from pip._internal.variants.selection.upgrades import Latest, Upgrades, latest
from tests.unit.scene import machine
from tests.unit.selecting import (
    H2,
    H3,
    H4,
    V2,
    V3,
    V4,
    Release,
    installed,
)

HERE = machine({"hw": {"level": ["v3", "v2"]}})
BROKEN = machine({}, problems={"hw": "raised an error"})


@pytest.mark.parametrize(
    ("before", "tried", "misfits", "on", "is_replaced"),
    [
        # The same, a better one, the first that fits.
        (V3, [V3, V2, None], [], HERE, False),
        (V2, [V3, V2, None], [], HERE, True),
        (None, [V3, None], [], HERE, True),
        (None, [None], [], HERE, False),
        # One that no longer fits, on offer or not.
        (V4, [V2, None], [V4], HERE, True),
        (V4, [None], [], HERE, True),
        # One that fits, and that the index does not know.
        (V3, [V2, None], [], HERE, False),
        (V3, [None], [], HERE, False),
        # Nothing is known of this machine, or there is nothing to take.
        (V3, [None], [V3], BROKEN, False),
        (V4, [], [V4], HERE, False),
    ],
)
def test_what_is_replaced(
    tmp_path: Path,
    release: Release,
    before: str | None,
    tried: list[str | None],
    misfits: list[str],
    on: Machine,
    is_replaced: bool,
) -> None:
    dist = installed(tmp_path, *([before] if before else []))
    order, unfit = release(*tried), release(*misfits)
    assert (
        Upgrades(LoggingReporter()).replace(dist, iter(order), [*unfit, *order], on)
        is is_replaced
    )


def test_what_a_lock_file_lists_for_others_gives_way(
    tmp_path: Path, release: Release
) -> None:
    dist, order = installed(tmp_path, V3), release(V2)
    upgrades = Upgrades(LoggingReporter())
    for listed, is_replaced in (("other", False), (H3, True)):
        replaced = upgrades.replace(dist, iter(order), order, HERE, [listed])
        assert replaced is is_replaced


def test_an_order_is_carried_out_for_whatever_machine(
    tmp_path: Path, release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    dist, upgrades = installed(tmp_path, V3), Upgrades(LoggingReporter())
    (same,), (newer,) = release(V3), release(V2, version="2.0")
    best, plain = release(V4, None)
    assert [upgrades.replace_by(dist, o) for o in (same, newer)] == [False, False]
    assert [upgrades.replace_by(dist, o) for o in (plain, best)] == [True, True]
    upgrades.report(dist.canonical_name, best.link)
    assert caplog.messages[0].endswith(f"by variant {H4}, which the lock file lists")
    # Whoever installed it named the very file.
    text = '{"url": "https://a.example/pkg.whl", "archive_info": {}}'
    (tmp_path / "pkg-1.0.dist-info/direct_url.json").write_text(text)
    assert not upgrades.replace_by(dist, best)


def test_another_version_and_a_yanked_file_replace_nothing(
    tmp_path: Path, release: Release
) -> None:
    dist = installed(tmp_path, V2)
    for version in ("0.9", "2.0"):
        order = release(V3, version=version)
        assert not Upgrades(LoggingReporter()).replace(dist, iter(order), order, HERE)
    (best,) = release(V3)
    yanked = Link(best.link.url, yanked_reason="bad")
    order = [InstallationCandidate("pkg", "1.0", yanked)]
    assert not Upgrades(LoggingReporter()).replace(dist, iter(order), order, HERE)


def test_a_variant_that_states_nonsense_is_judged_by_its_name(
    tmp_path: Path, release: Release
) -> None:
    dist = installed(tmp_path, V2)
    metadata = tmp_path / "pkg-1.0.dist-info/METADATA"
    metadata.write_text(metadata.read_text().replace(V2, "no property"))
    order = release(V3, V2)
    assert Upgrades(LoggingReporter()).replace(dist, iter(order), order, HERE)


def test_the_reason_is_told_once_and_only_of_what_is_replaced(
    tmp_path: Path, release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    dist = installed(tmp_path, V2)
    best, same = order = release(V3, V2)
    told = Upgrades(LoggingReporter())
    assert told.replace(dist, iter(order), order, HERE)
    told.report(dist.canonical_name, same.link)
    assert caplog.messages == []
    for _ in range(2):
        told.report(dist.canonical_name, best.link)
    (line,) = caplog.messages
    assert "which fits this machine better" in line


def test_what_the_other_requirements_allow_is_no_better(
    tmp_path: Path, release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    dist = installed(tmp_path, V2)
    *order, plain = release(V3, V2, None)
    told = Upgrades(LoggingReporter())
    assert told.replace(dist, iter(order), order, HERE)
    told.report(dist.canonical_name, plain.link)
    (line,) = caplog.messages
    assert line.endswith(
        "by the plain one, which is the best that other requirements allow"
    )


@pytest.mark.parametrize(
    ("before", "kinds", "is_later"),
    [
        (None, [V3, None], True),
        (V2, [V3, V2], True),
        (V3, [V3, V2], False),
        # The plain file has no variant to name.
        (V4, [None, V4], False),
    ],
)
def test_a_better_variant_is_a_later_version(
    tmp_path: Path,
    release: Release,
    before: str | None,
    kinds: list[str | None],
    is_later: bool,
) -> None:
    dist = installed(tmp_path, *([before] if before else []))
    best, *others = release(*kinds)
    found = latest(dist, best, [best, *others], HERE)
    assert (found.version > dist.version, found.link) == (is_later, best.link)
    older = release(V3, version="0.9")
    assert latest(dist, older[0], older, HERE) is older[0]


def test_a_build_in_step_has_its_own_version() -> None:
    found = Latest.of(Link("https://a.test/pkg-1.0+cpu-py3-none-any-cpu.whl"))
    assert found is not None
    assert str(found.version) == "1.0+cpu"


def test_what_does_not_fit_any_more_is_said(
    tmp_path: Path, release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    dist = installed(tmp_path, V4)
    order, unfit = release(V2, None), release(V4)
    told = Upgrades(LoggingReporter())
    assert told.replace(dist, iter(order), [*unfit, *order], HERE)
    best = SimpleNamespace(project_name=dist.canonical_name, source_link=order[0].link)
    other = SimpleNamespace(project_name="other", source_link=order[1].link)
    stays = SimpleNamespace(project_name="here", source_link=None)
    told.conclude(cast(Any, [other, stays, best]))
    (line,) = caplog.messages
    assert line.startswith(f"Replacing pkg 1.0 (variant {H4}) by variant {H2}, ")
    assert f"because the installed one no longer fits this machine: it needs {V4}" in (
        line
    )


def test_what_pip_cannot_remove_stays(
    tmp_path: Path, release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    dist = installed(tmp_path, V2)
    (tmp_path / "pkg-1.0.dist-info/RECORD").unlink()
    order = release(V3, V2)
    assert not Upgrades(LoggingReporter()).replace(dist, iter(order), order, HERE)
    text = "Keeping pkg 1.0, although another variant fits better"
    assert caplog.messages == [f"{text}: no RECORD lists its files"]
    assert not latest(dist, order[0], order, HERE).version > dist.version


def test_a_version_that_is_none_is_not_upgraded_to_itself(
    tmp_path: Path, release: Release
) -> None:
    dist = installed(tmp_path, V2)
    (tmp_path / "pkg-1.0.dist-info").rename(tmp_path / "pkg-one.dist-info")
    broken = get_directory_distribution(str(tmp_path / "pkg-one.dist-info"))
    order = release(V3)
    assert not Upgrades(LoggingReporter()).replace(broken, iter(order), order, HERE)
    assert dist.canonical_name == broken.canonical_name
