"""Nodes and containers that share one cache do not take each other's answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.providers.conftest import Driver, Site, plugin_source

# A folder of devices with what Python needs, and maybe one more.
DEVICES = """
mount -t tmpfs none "$FOLDER"
for name in null zero urandom; do
    touch "$FOLDER/$name"
    mount --bind "/dev/$name" "$FOLDER/$name"
done
test -z "$DEVICE" || touch "$FOLDER/$DEVICE"
mount --rbind "$FOLDER" /dev
"""


def inside(namespace: str, prepare: str) -> tuple[str, ...]:
    """Python in a namespace of its own, where a few commands were run before."""
    script = f'set -e\n{prepare}\nexec "$@"'
    return ("unshare", namespace, "sh", "-c", script, "sh", sys.executable)


def node(name: str) -> tuple[str, ...]:
    """Python on a node of this name, which is a clone: it has this machine's id."""
    return inside("--uts", f"hostname {name}")


def can(*python: str) -> bool:
    try:
        return subprocess.run([*python, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def ask(driver: Driver, cache: Path, **variables: str) -> tuple[bool, str]:
    answer = driver.ask(variables, cache_dir=cache).answers["counts"]
    return answer["from_cache"], answer["config"][0][1][0]


@pytest.mark.skipif(not can(*node("a")), reason="only root can make such a namespace")
def test_cloned_nodes_have_answers_of_their_own(
    site: Site, driver: Driver, cache: Path
) -> None:
    site.install(
        "counts", plugin_source("counts", "import os\nvalues = [os.uname()[1]]\nVALUES")
    )
    seen = []
    for name in ("node1", "node2", "node1", "node2"):
        driver.python = node(name)
        seen.append(ask(driver, cache))

    assert seen[:2] == [(False, "node1"), (False, "node2")]
    assert seen[2:] == [(True, "node1"), (True, "node2")]


@pytest.mark.skipif(
    not can(*inside("--mount", "mount -t tmpfs none /mnt")),
    reason="only root can mount",
)
def test_containers_with_other_devices_have_answers_of_their_own(
    site: Site, driver: Driver, cache: Path, tmp_path: Path
) -> None:
    body = "import os\nvalues = [str(os.path.exists('/dev/fictional0'))]\nVALUES"
    site.install("counts", plugin_source("counts", body))
    driver.python = inside("--mount", DEVICES)
    (tmp_path / "devices").mkdir()
    seen = [
        ask(driver, cache, FOLDER=str(tmp_path / "devices"), DEVICE=device)
        for device in ("fictional0", "", "fictional0", "loop77")
    ]

    assert seen[:2] == [(False, "True"), (False, "False")]
    # A disk that comes along is no reason to ask anew.
    assert seen[2:] == [(True, "True"), (True, "False")]


def test_jobs_that_see_other_devices_have_answers_of_their_own(
    site: Site, driver: Driver, cache: Path
) -> None:
    body = "import os\nvalues = [os.environ.get('CUDA_VISIBLE_DEVICES', 'no')]\nVALUES"
    site.install("counts", plugin_source("counts", body))
    jobs = ({"CUDA_VISIBLE_DEVICES": "0"}, {}) * 2

    seen = [ask(driver, cache, **job) for job in jobs]

    assert seen == [(False, "0"), (False, "no"), (True, "0"), (True, "no")]


@pytest.mark.skipif(
    not can(*inside("--mount", "mount -t tmpfs none /mnt")),
    reason="only root can mount",
)
def test_a_home_that_may_not_be_written_costs_only_the_cache(
    site: Site, driver: Driver, cache: Path
) -> None:
    site.install("counts", plugin_source("counts", "values = ['1']\nVALUES"))
    read_only = 'mount --bind "$CACHE" "$CACHE"; mount -o remount,bind,ro "$CACHE"'
    driver.python = inside("--mount", read_only)

    for _ in range(2):
        result = driver.ask({"CACHE": str(cache)}, cache_dir=cache)
        assert result.started == ["counts"]
        assert {level for level, _ in result.log} == {"DEBUG"}
        assert (
            len([line for line in result.log if "Not using the cache" in line[1]]) == 1
        )
    assert list(cache.iterdir()) == []
