"""However pip ends, nothing that a plugin started outlives it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from tests.providers.conftest import Driver, Site, plugin_source
from tests.waiting import wait_until

# Of plugins: longer than these tests wait for anything.
TIMEOUT = 300.0
BUSY = plugin_source(
    "busy",
    "subprocess.Popen(['sleep', '600'])\n"
    "subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
    "if os.fork() == 0:\n"
    "    os.setsid()\n"
    "    if os.fork() == 0:\n"
    "        os.execve('/bin/sleep', ['sleep', os.environ['PROVIDER_TEST']], {})\n"
    "    os._exit(0)\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "time.sleep(600)\n",
    header="import os, signal, subprocess, time",
)


def is_busy(driver: Driver) -> bool:
    """Whether the plugin ``busy`` has started all its three processes."""
    return sum(command.startswith("sleep\0") for command in driver.processes()) == 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_pip(
    number: signal.Signals, site: Site, driver: Driver
) -> None:
    site.install("busy", BUSY)
    site.add("sleeps")
    process = driver.start(timeout=TIMEOUT)
    assert wait_until(lambda: is_busy(driver))

    os.killpg(process.pid, number)

    assert process.wait(60) != 0
    assert process.stdout is not None
    process.stdout.close()
    assert wait_until(lambda: driver.processes() == [])
    assert wait_until(lambda: list(driver.folder.iterdir()) == [])


def test_after_an_interrupt_nothing_is_left_when_pip_has_ended(
    site: Site, driver: Driver
) -> None:
    site.install("busy", BUSY)
    process = driver.start(timeout=TIMEOUT)
    assert wait_until(lambda: is_busy(driver))

    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=60)

    assert driver.processes() == []
    assert list(driver.folder.iterdir()) == []


def parents_of(process: int, count: int) -> list[int]:
    """A process's parent, the parent of that, and so on."""
    found = []
    for _ in range(count):
        text = Path(f"/proc/{process}/stat").read_text()
        process = int(text.rpartition(")")[2].split()[1])
        found.append(process)
    return found


# The plugin's parent is its supervisor, then come the guard, and pip.
WHO = {
    "pip": [2],
    "the supervisor": [0],
    "the guard": [1],
    "pip and the supervisor": [2, 0],
    "pip and the guard": [2, 1],
    "the supervisor and the guard": [0, 1],
}


@pytest.mark.skipif(sys.platform != "linux", reason="there is a guard on Linux only")
@pytest.mark.parametrize("is_stopped", [False, True], ids=["running", "stopped"])
@pytest.mark.parametrize("who", WHO)
def test_whoever_is_left_ends_all(
    who: str, is_stopped: bool, site: Site, driver: Driver, tmp_path: Path
) -> None:
    log = tmp_path / "pid"
    note = f"print(os.getpid(), file=open({str(log)!r}, 'w'), flush=True)\n"
    header = "import os, signal, subprocess, time"
    body = (
        f"{note}"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    os.execve('/bin/sleep', ['sleep', os.environ['PROVIDER_TEST']], {})\n"
        "time.sleep(600)"
    )
    site.install("busy", plugin_source("busy", body, header=header))
    process = driver.start(timeout=TIMEOUT)
    assert wait_until(lambda: log.exists() and log.read_text().endswith("\n"))
    assert wait_until(lambda: any(c.startswith("sleep") for c in driver.processes()))

    watchers = parents_of(int(log.read_text()), 3)
    assert watchers[2] == process.pid
    ended = [watchers[place] for place in WHO[who]]
    # Of two, neither shall see the end of the other, and be ended while it tidies up.
    if is_stopped or len(ended) > 1:
        for pid in ended:
            os.kill(pid, signal.SIGSTOP)
    for pid in ended:
        os.kill(pid, signal.SIGKILL)
        # Whoever is left must see that pip is gone, and it takes a while to go.
        if pid == process.pid:
            process.wait(timeout=60)

    out, _ = process.communicate(timeout=60)
    assert wait_until(lambda: driver.processes() == [])
    assert wait_until(lambda: list(driver.folder.iterdir()) == [])
    assert (b"the process that watches over it" in out) == ("pip" not in who)


@pytest.mark.skipif(sys.platform != "linux", reason="there is a guard on Linux only")
def test_where_nobody_is_left_the_next_pip_removes_the_folder(
    site: Site, driver: Driver, tmp_path: Path
) -> None:
    log = tmp_path / "pid"
    note = f"print(os.getpid(), file=open({str(log)!r}, 'w'), flush=True)\n"
    body = f"{note}if os.environ.get('SLOW'): time.sleep(600)"
    site.install("busy", plugin_source("busy", body, header="import os, time"))
    process = driver.start({"SLOW": "1"}, timeout=TIMEOUT)
    assert wait_until(lambda: log.exists() and log.read_text().endswith("\n"))
    watchers = parents_of(int(log.read_text()), 3)
    for number in (signal.SIGSTOP, signal.SIGKILL):
        # Whoever watches over another would do something about its end.
        for watcher in reversed(watchers):
            os.kill(watcher, number)
    process.communicate(timeout=60)
    # The worker at least is tied to its supervisor.
    assert wait_until(lambda: driver.processes() == [])
    [left] = driver.folder.iterdir()
    others = {
        "pip-variants-x": lambda path: path.mkdir(mode=0o700),
        "pip-variants-y": lambda path: path.symlink_to(tmp_path),
        "pip-variants-z": lambda path: shutil.copytree(left, path),
        "pip-other": lambda path: shutil.copytree(left, path),
    }
    for name, make in others.items():
        make(driver.folder / name)
    (driver.folder / "pip-variants-z").chmod(0o755)

    driver.ask()

    # What is not provably that of a pip which is gone is left alone.
    assert sorted(path.name for path in driver.folder.iterdir()) == sorted(others)
    (driver.folder / "pip-variants-y").unlink()
    for name in set(others) - {"pip-variants-y"}:
        shutil.rmtree(driver.folder / name)
