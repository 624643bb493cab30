"""Many pips at once on one cold cache: one asks, the others wait for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.variantlib.plugins import single_flight
from pip._vendor.variantlib.plugins.makers import birth_of
from pip._vendor.variantlib.plugins.single_flight import SingleFlight, turn_text

from tests.providers.conftest import (
    Driver,
    Result,
    Site,
    plugin_source,
    read_result,
)
from tests.waiting import wait_until


def slow_plugin(site: Site, log: Path, end: str, seconds: float = 0.5) -> None:
    """A plugin that leaves a line for each run, and takes its time."""
    body = f"print('run', file=open({str(log)!r}, 'a'))\ntime.sleep({seconds})\n{end}"
    site.install("counts", plugin_source("counts", body, header="import time"))


def ask_at_once(driver: Driver, count: int, **wanted: Any) -> list[Result]:
    processes = [driver.start(timeout=60.0, **wanted) for _ in range(count)]
    return [read_result(p.communicate(timeout=120)[0]) for p in processes]


def runs(log: Path) -> int:
    return len(log.read_text().splitlines())


def turns(cache: Path) -> list[Path]:
    return sorted(cache.glob("variants/providers/*/*.turn"))


def test_thirty_pips_at_once_ask_once(
    site: Site, driver: Driver, cache: Path, tmp_path: Path
) -> None:
    log = tmp_path / "runs"
    slow_plugin(site, log, "values = ['1', '2']\nVALUES")

    results = ask_at_once(driver, 30, cache_dir=cache)

    configs = [result.answers["counts"]["config"] for result in results]
    assert configs == [[["a", ["1", "2"]]]] * 30
    assert {level for result in results for level, _ in result.log} == {"DEBUG"}
    assert runs(log) == 1
    assert sum(len(result.started) for result in results) == 1
    assert turns(cache) == []


def test_a_failure_is_that_of_all_who_wait_for_it(
    site: Site, driver: Driver, cache: Path, tmp_path: Path
) -> None:
    log = tmp_path / "runs"
    slow_plugin(site, log, "raise ValueError('no such device')", seconds=3.0)

    results = ask_at_once(driver, 5, cache_dir=cache)

    for result in results:
        [warning] = result.warnings
        assert "raised ValueError: no such device" in warning
    asked = runs(log)
    assert asked < 5
    # Who comes later asks again.
    assert driver.ask(cache_dir=cache).started == ["counts"]
    assert runs(log) == asked + 1


def test_unlike_pips_get_answers_of_their_own(
    site: Site, driver: Driver, cache: Path
) -> None:
    body = "time.sleep(0.5)\nvalues = [os.environ['HW_RANK']]\nVALUES"
    declared = "__provider_variables__ = ['HW_RANK']"
    header = "import os, time"
    source = plugin_source("counts", body, header=header, attributes=declared)
    site.install("counts", source)

    ranks = ["0", "1", "2"] * 2
    processes = [driver.start({"HW_RANK": rank}, cache_dir=cache) for rank in ranks]
    results = [read_result(p.communicate(timeout=120)[0]) for p in processes]

    configs = [result.answers["counts"]["config"] for result in results]
    assert configs == [[["a", [rank]]] for rank in ranks]
    assert all(result.warnings == [] for result in results)


def test_who_keeps_nothing_waits_for_nobody(
    site: Site, driver: Driver, cache: Path, tmp_path: Path
) -> None:
    log = tmp_path / "runs"
    slow_plugin(site, log, "return None")

    ask_at_once(driver, 3, cache_dir=None)
    assert runs(log) == 3
    ask_at_once(driver, 3, cache_dir=cache, max_age=0.0)
    assert runs(log) == 6
    [info] = site.folder.glob("*.dist-info")
    (info / "direct_url.json").write_text('{"dir_info": {"editable": true}}')
    ask_at_once(driver, 3, cache_dir=cache)
    assert runs(log) == 9


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nobody_waits_for_a_pip_that_was_ended(
    end: signal.Signals, site: Site, driver: Driver, cache: Path, tmp_path: Path
) -> None:
    log = tmp_path / "runs"
    wait = "if os.environ.get('SLOW'): time.sleep(600)\nreturn None"
    slow_plugin(site, log, f"import os\n{wait}", seconds=0)
    first = driver.start({"SLOW": "1"}, cache_dir=cache, timeout=300.0)
    assert wait_until(log.exists)
    assert len(turns(cache)) == 1

    first.send_signal(end)
    first.communicate(timeout=60)

    driver.ask(cache_dir=cache, timeout=300.0)
    assert turns(cache) == []
    assert wait_until(lambda: driver.processes() == [])
    assert wait_until(lambda: list(driver.folder.iterdir()) == [])


def work(path: Path, log: Path, patience: float, seconds: float) -> float:
    """Do some work in turn, unless it is done already; return how long it took."""
    started = time.monotonic()
    with SingleFlight(lambda: str(path), patience) as turn:
        turn.wait(log.exists)
        time.sleep(seconds)
        log.touch()
    return time.monotonic() - started


def gone_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def other_birth() -> str:
    """The birth of a process that had our process id before us."""
    return birth_of(os.getpid()).rpartition("/")[0] + "/1"


LEFT = {
    "its maker is gone": lambda: f"{gone_process()} {time.time() + 3600}",
    "its time is over": lambda: f"{os.getpid()} {time.time() - 1}",
    "no such process can be": lambda: f"{10**30} {time.time() + 3600}",
    "all processes cannot be": lambda: f"-1 {time.time() + 3600}",
    "another has the id now": (
        lambda: f"{os.getpid()} {time.time() + 50} {other_birth()}"
    ),
    "the system was started again": lambda: f"{os.getpid()} {time.time() + 50} a/1/1",
    "the clock was set back": lambda: f"{os.getpid()} {time.time() + 3600}",
    "its time is no time": lambda: f"{os.getpid()} nan",
    "its time never ends": lambda: f"{os.getpid()} inf",
}


@pytest.mark.parametrize("case", LEFT)
def test_a_turn_that_was_left_is_over(case: str, tmp_path: Path) -> None:
    path = tmp_path / "x.turn"
    path.write_text(LEFT[case]())

    assert work(path, tmp_path / "log", patience=60, seconds=0) < 30
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "nonsense", "1", "1 soon"])
def test_a_turn_that_says_nothing_is_over_after_a_while(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.turn"
    began = time.monotonic()
    path.write_text(text)

    work(path, tmp_path / "log", patience=0.5, seconds=0)
    # The times of files are a little behind.
    assert time.monotonic() - began > 0.4
    for written in (0, time.time() + 3600):
        path.write_text(text)
        os.utime(path, (written, written))
        assert work(path, tmp_path / f"{written}", patience=60, seconds=0) < 30


def test_waiting_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "x.turn"
    path.write_text(turn_text(patience=3600))

    assert 0.5 <= work(path, tmp_path / "log", patience=0.5, seconds=0) < 30
    # It is not ours to end the turn of somebody who still works.
    assert path.exists()


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


def put_link(path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    elsewhere.write_text(turn_text(patience=3600))
    path.symlink_to(elsewhere)


def put_loop(path: Path) -> None:
    path.symlink_to(path)


def put_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("put", [put_pipe, put_link, put_loop, put_folder])
def test_nobody_waits_for_what_is_no_turn(
    put: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "x.turn"
    put(path)

    assert work(path, tmp_path / "log", patience=60, seconds=0) < 30
    assert path.is_dir() or not os.path.lexists(path)


def turn_of_a_failure(site: Site, driver: Driver, cache: Path, folder: Path) -> Path:
    """The file of the turn of a pip that has asked a plugin, in vain."""
    go_on = folder / "go_on"
    body = f"while not os.path.exists({str(go_on)!r}): time.sleep(0.01)\nraise KeyError"
    site.install("fails", plugin_source("fails", body, header="import os, time"))
    first = driver.start(cache_dir=cache)
    assert wait_until(lambda: bool(turns(cache)))
    [turn] = turns(cache)
    go_on.touch()
    first.communicate(timeout=60)
    return turn


def test_a_pipe_in_place_of_a_turn_holds_up_nobody(
    site: Site, driver: Driver, cache: Path, tmp_path: Path
) -> None:
    turn = turn_of_a_failure(site, driver, cache, tmp_path)
    os.mkfifo(turn)

    driver.ask(cache_dir=cache, timeout=300.0)
    assert turns(cache) == []


@pytest.mark.skipif(sys.platform != "linux", reason="births are known on Linux only")
def test_who_has_the_process_id_of_a_killed_pip_holds_up_nobody(
    site: Site, driver: Driver, cache: Path, tmp_path: Path
) -> None:
    turn = turn_of_a_failure(site, driver, cache, tmp_path)
    turn.write_text(f"1 {time.time() + 300} {birth_of(1)[:-1]}")

    driver.ask(cache_dir=cache, timeout=300.0)
    assert turns(cache) == []


@pytest.mark.parametrize("path", ["missing/x.turn", "file/x.turn"])
def test_where_no_turn_can_be_taken_nobody_waits(path: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert work(tmp_path / path, tmp_path / "log", patience=60, seconds=0) < 30
    assert (tmp_path / "log").exists()


def test_who_waits_for_long_learns_of_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_flight, "QUIET_SECONDS", 0.2)
    path = tmp_path / "work.turn"
    path.write_text(turn_text(60))
    heard: list[float] = []
    began = time.monotonic()
    note = lambda: heard.append(time.monotonic() - began)  # noqa: E731

    with SingleFlight(lambda: str(path), 2.0, note) as turn:
        turn.wait(lambda: None)

    [after] = heard
    assert after >= 0.2
