"""However pip ends, nothing that a plugin started outlives it."""

from __future__ import annotations

import os
import signal

import pytest

from tests.providers.conftest import Driver, Site, plugin_source, wait_until

BUSY = plugin_source(
    "busy",
    "subprocess.Popen(['sleep', '60'])\n"
    "subprocess.Popen(['sleep', '60'], start_new_session=True)\n"
    "if os.fork() == 0:\n"
    "    os.setsid()\n"
    "    if os.fork() == 0:\n"
    "        os.execve('/bin/sleep', ['sleep', os.environ['PROVIDER_TEST']], {})\n"
    "    os._exit(0)\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "time.sleep(60)\n",
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
    process = driver.start(timeout=50.0)
    assert wait_until(lambda: is_busy(driver), 10)

    os.killpg(process.pid, number)

    assert process.wait(10) != 0
    assert process.stdout is not None
    process.stdout.close()
    assert wait_until(lambda: driver.processes() == [], 5)
    assert wait_until(lambda: list(driver.folder.iterdir()) == [], 5)


def test_after_an_interrupt_nothing_is_left_when_pip_has_ended(
    site: Site, driver: Driver
) -> None:
    site.install("busy", BUSY)
    process = driver.start(timeout=50.0)
    assert wait_until(lambda: is_busy(driver), 10)

    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=10)

    assert driver.processes() == []
    assert list(driver.folder.iterdir()) == []
