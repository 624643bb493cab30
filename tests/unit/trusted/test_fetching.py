"""The command that installs a plugin, and why nothing was installed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.trusted import fetching
from pip._internal.variants.trusted.fetching import (
    MAX_SECONDS,
    Handover,
    NotInstalled,
    install,
    removed_when_gone,
)

HANDOVER = Handover(["--index-url", "https://a.example"], ["--timeout", "3"], ["a<2"])


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The report of the supervisor, and with `calls` the arguments of pip."""
    report: dict[str, Any] = {"ended": "exit", "status": 0, "calls": []}

    def run(arguments: list[str], *_: Any) -> dict[str, Any]:
        report["calls"].append(arguments)
        return report

    monkeypatch.setattr(fetching, "_run", run)
    return report


def fetch(folder: Path, cache: str | None = None) -> str:
    return install(["hw-plugin"], HANDOVER, cache, str(folder), lambda: None)


def put(folder: Path) -> None:
    info = folder / "environment" / "hw_plugin-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hw\nVersion: 1.0\n")
    (info / "RECORD").touch()


def test_the_folder_with_the_plugin(reported: dict[str, Any], tmp_path: Path) -> None:
    put(tmp_path)
    assert fetch(tmp_path) == str(tmp_path / "environment")
    (arguments,) = reported["calls"]
    text = " ".join(arguments)
    assert "--only-binary :all:" in text
    assert "--no-cache-dir" in text
    assert "--index-url https://a.example" in text
    assert text.endswith("-- hw-plugin")
    fetch(tmp_path, "/cache")
    assert "--cache-dir /cache" in " ".join(reported["calls"][1])


@pytest.mark.parametrize(
    ("report", "problem"),
    [
        ({"ended": "timeout"}, f"it took longer than {MAX_SECONDS} s"),
        ({"ended": "memory"}, "it used too much memory"),
        ({"ended": "start", "printed": "no such file"}, "no such file"),
        ({"ended": None}, "its supervisor process was ended"),
        ({"status": 2}, "pip ended with exit status 2"),
        (
            {"status": 1, "printed": "ERROR: first\nERROR: last\nmore"},
            "last",
        ),
        (
            {"status": 1, "printed": "ERROR: why\nERROR: ResolutionImpossible: see x"},
            "why",
        ),
        ({}, "this machine needs none of them"),
    ],
)
def test_why_nothing_was_installed(
    reported: dict[str, Any], tmp_path: Path, report: dict[str, Any], problem: str
) -> None:
    reported.update(report)
    with pytest.raises(NotInstalled) as caught:
        fetch(tmp_path)
    assert str(caught.value) == problem


def test_no_folder_to_write_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(fetching, "_run", fail)
    with pytest.raises(NotInstalled, match=r"^Permission denied$"):
        fetch(tmp_path)


def test_the_variables_that_it_gets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", "cert.pem")
    monkeypatch.setenv("OTHER", "stays")
    found = fetching._environment(str(tmp_path))
    assert "PIP_INDEX_URL" not in found
    assert found["PIP_CONFIG_FILE"] == os.devnull
    assert os.path.isabs(found["SSL_CERT_FILE"])
    assert found["OTHER"] == "stays"
    assert found["TMPDIR"].startswith(str(tmp_path))


def test_a_folder_is_removed_by_who_made_it(tmp_path: Path) -> None:
    with removed_when_gone(str(tmp_path)):
        (tmp_path / "there").touch()
        assert (tmp_path / "there").exists()
    assert not tmp_path.exists()
