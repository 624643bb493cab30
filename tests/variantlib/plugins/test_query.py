"""Asking plugins, or looking up their answers, side by side with other pips."""

from __future__ import annotations

import logging
import tempfile
import threading
from pathlib import Path

import pytest

from variantlib.plugins import (
    ProviderAnswer,
    ProviderSettings,
    ask_providers,
    single_flight,
)
from variantlib.plugins.cache import AnswerCache
from variantlib.plugins.discovery import Plugin, find_plugins, plugin_path
from variantlib.plugins.query import ask_or_look_up
from variantlib.plugins.single_flight import SingleFlight, turn_text

SETTINGS = ProviderSettings(frozenset(), 60.0, 3600.0)
SOURCE = """\
from types import SimpleNamespace as Config
class Plugin:
    namespace = "hw"
    @staticmethod
    def get_supported_configs():
        {}
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed distributions, one of which holds a plugin."""
    folder = tmp_path / "site"
    info = folder / "hw_plugin-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: hw-plugin\nVersion: 1.0\n")
    (info / "RECORD").write_text("hw_plugin.py,,\n")
    (info / "entry_points.txt").write_text("[variant_plugins]\nhw = hw_plugin:Plugin\n")
    write(folder, "return [Config(name='level', values=['v3'], multi_value=False)]")
    return folder


def write(site: Path, body: str) -> None:
    (site / "hw_plugin.py").write_text(SOURCE.format(body))


def path_with(site: Path) -> list[str]:
    """What plugins may import: the site, and all that is installed here."""
    return [str(site), *plugin_path()]


def ask(site: Path, cache: Path | None = None) -> ProviderAnswer:
    path = path_with(site)
    plugins = find_plugins([str(site)])
    answers = ask_or_look_up(plugins, path, SETTINGS, cache and str(cache))
    (answer,) = answers.values()
    return answer


def test_an_answer_is_kept(site: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first, second = ask(site, cache), ask(site, cache)
    assert first.config == second.config == (("level", ("v3",)),)
    assert (first.from_cache, second.from_cache) == (False, True)


def test_a_problem_is_told_once_to_the_user(
    site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(site, "raise OSError('no driver')")
    (answer,) = ask_providers(SETTINGS, None, path_with(site))
    assert answer.problem == "raised OSError: no driver"
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [
        (
            "WARNING",
            "Variant provider hw is ignored: hw-plugin 1.0 raised OSError: no driver.",
        )
    ]


def test_where_no_process_can_be_started_that_is_the_problem(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    problem = ask(site).problem
    assert problem is not None
    assert problem.startswith("cannot be asked: [Errno 2] No such file or directory")


def test_nothing_is_waited_for_where_no_answer_can_be_kept(site: Path) -> None:
    plugins = find_plugins([str(site)])
    assert AnswerCache(None, 3600.0).path_of_turn(plugins) is None


@pytest.fixture
def turn(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The turn of another pip at the same question, for who loses patience at once."""
    monkeypatch.setattr(single_flight, "QUIET_SECONDS", 0.0)
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    plugins = find_plugins([str(site)])
    place = AnswerCache(str(cache), 3600.0).path_of_turn(plugins)
    assert place is not None
    path = Path(place)
    path.write_text(turn_text(600))
    return path


def test_who_waits_for_another_pip_says_so(
    site: Path, turn: Path, tmp_path: Path
) -> None:
    waiting: list[Plugin] = []
    path = path_with(site)
    plugins = find_plugins([str(site)])
    cache = str(tmp_path / "cache")

    def hear(plugin: Plugin) -> None:
        waiting.append(plugin)
        turn.unlink(missing_ok=True)

    answers = ask_or_look_up(plugins, path, SETTINGS, cache, hear)
    assert waiting[:1] == plugins
    assert answers[plugins[0]].config == (("level", ("v3",)),)
    assert not turn.exists()


def test_nobody_needs_to_be_told(site: Path, turn: Path, tmp_path: Path) -> None:
    timer = threading.Timer(0.3, turn.unlink)
    timer.start()
    assert ask(site, tmp_path / "cache").problem is None
    timer.join()


class TestTurns:
    def test_one_that_somebody_else_ends(self, tmp_path: Path) -> None:
        path = tmp_path / "turn"
        path.write_text(turn_text(60))
        done: list[str] = []

        def end() -> None:
            done.append("answer")
            path.unlink()

        timer = threading.Timer(0.1, end)
        timer.start()
        with SingleFlight(lambda: str(path), 60) as flight:
            assert flight.wait(lambda: [*done]) == ["answer"]
        assert not path.exists()

    def test_our_own_that_somebody_has_removed(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        path = tmp_path / "turn"
        with SingleFlight(lambda: str(path), 60) as flight:
            assert not flight.wait(lambda: False)
            path.unlink()
        assert caplog.messages == []


def test_a_file_that_fails_to_be_read_announces_no_plugin(site: Path) -> None:
    (points,) = site.glob("*/entry_points.txt")
    points.unlink()
    # A regular file of which no byte can be read.
    points.symlink_to("/proc/self/mem")
    if not points.exists():
        pytest.skip("needs /proc")
    assert find_plugins([str(site)]) == []
