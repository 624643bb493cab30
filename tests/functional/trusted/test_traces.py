"""What pip leaves behind of the plugins that it fetches: in processes and on disk."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.builders import Fault, Index, PipEnv, make_plugin
from tests.builders.loopback import LoopbackServer
from tests.functional.conftest import HW
from tests.functional.trusted.offering import make, offer
from tests.waiting import wait_until

linux_only = pytest.mark.skipif(
    not os.path.isdir("/proc/self"), reason="processes are looked up in /proc"
)


class Guarded:
    """Serves an index to who knows the password."""

    def __init__(self, index: Index, user: str, password: str) -> None:
        wanted = base64.b64encode(f"{user}:{password}".encode()).decode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                is_known = self.headers.get("Authorization") == f"Basic {wanted}"
                answer, fault = index.answer(self.path, self.headers.get("Accept", ""))
                if fault is not None:
                    time.sleep(fault.delay)
                self.send_response(answer.status if is_known else 401)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(answer.body)

            do_HEAD = do_GET

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = LoopbackServer(Handler)
        self.host = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Guarded:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()


def command_lines() -> Iterator[bytes]:
    for folder in Path("/proc").iterdir():
        try:
            yield (folder / "cmdline").read_bytes()
        except OSError:
            continue


def start(env: PipEnv, *args: object, **variables: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [env.executable, "-m", "pip", "install", *map(str, args)],
        cwd=env.work,
        env={**env.variables, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_heed_signals,  # noqa: PLW1509
    )


def _heed_signals() -> None:
    """Undo what whoever runs the tests may ignore, as nohup does."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


@linux_only
@pytest.mark.parametrize("way", ["configuration", "netrc", "keyring"])
def test_no_password_stands_in_an_argument_list(
    trusting: PipEnv, index: Index, wheels: Path, tmp_path: Path, way: str
) -> None:
    # Not that of other tests, which may give theirs to pip at the same time.
    offer(index, wheels)
    plugin = make(wheels, "2")
    index.add(plugin)
    index.fault(plugin.name, Fault(delay=3))
    variables: dict[str, str] = {}
    with Guarded(index, "somebody", "sesame17") as guarded:
        url = f"http://{guarded.host}/simple/"
        if way == "keyring":
            answer = json.dumps({"username": "somebody", "password": "sesame17"})
            keyring = tmp_path / "keyring"
            keyring.write_text(f"#!/bin/sh\necho '{answer}'\n")
            keyring.chmod(0o700)
            variables["PATH"] = f"{tmp_path}:{os.environ['PATH']}"
            variables["PIP_KEYRING_PROVIDER"] = "subprocess"
        elif way == "netrc":
            text = "machine 127.0.0.1 login somebody password sesame17\n"
            (trusting.home / ".netrc").write_text(text)
            (trusting.home / ".netrc").chmod(0o600)
        else:
            url = url.replace("//", "//somebody:sesame17@")
        trusting.configure(f"[global]\nindex-url = {url}\n")
        process = start(trusting, "pkg", **variables)
        seen: list[bytes] = []
        while process.poll() is None:
            seen += command_lines()
            time.sleep(0.1)

    assert process.returncode == 0
    assert trusting.installed("pkg") == "v2"
    assert any(b"_fetcher.pyc" in line for line in seen)
    assert not [line for line in seen if b"sesame17" in line]
    # Nor on the disk, afterwards.
    kept = [path for path in trusting.cache.rglob("*") if path.is_file()]
    assert not [p for p in kept if b"sesame17" in p.read_bytes()]


def processes_of(folder: Path) -> dict[int, bytes]:
    """The processes that know a folder by a variable, with their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if os.fsencode(folder) in (entry / "environ").read_bytes():
                found[int(entry.name)] = (entry / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
    return {number: line for number, line in found.items() if line}


KILLS = {
    "SIGKILL": ["pip"],
    "SIGTERM": ["pip"],
    "SIGHUP": ["pip"],
    "SIGINT": ["pip"],
    "SIGKILL of both": ["_supervisor.pyc", "pip"],
    "SIGKILL of the supervisor": ["_supervisor.pyc"],
}


@linux_only
@pytest.mark.parametrize("how", KILLS)
def test_a_pip_that_is_killed_while_it_fetches_leaves_nothing(
    trusting: PipEnv, index: Index, wheels: Path, tmp_path: Path, how: str
) -> None:
    offer(index, wheels)
    plugin = make(wheels, "2")
    index.add(plugin)
    index.fault(plugin.name, Fault(delay=300))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = start(trusting, "-i", index.url, "pkg", TMPDIR=str(temporary))
    assert wait_until(lambda: any(plugin.name in line for line in index.lines))

    supervisors = [
        number
        for number, line in processes_of(temporary).items()
        if b"_supervisor.pyc\0" in line
    ]
    # The later one; the other watches over it.
    targets = {"_supervisor.pyc": [max(supervisors)], "pip": [process.pid]}
    for name in KILLS[how]:
        for number in targets[name]:
            os.kill(number, getattr(signal, how.split(maxsplit=1)[0]))

    process.wait(60)
    assert wait_until(lambda: not processes_of(temporary))
    assert wait_until(lambda: not list(temporary.glob("pip-variants-*")))
    kept = trusting.cache / "variants/environments"
    assert not [path for path in kept.glob("*") if path.is_dir()]


@linux_only
@pytest.mark.parametrize("options", [[], ["--no-cache-dir"]])
def test_a_pip_that_is_killed_while_the_plugin_runs_leaves_nothing(
    trusting: PipEnv, index: Index, wheels: Path, tmp_path: Path, options: list[str]
) -> None:
    offer(index, wheels)
    ran = tmp_path / "ran"
    body = f"open({str(ran)!r}, 'w').close()\nimport time\ntime.sleep(600)"
    index.add(make_plugin(wheels, HW, body=body))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    variables = {"TMPDIR": str(temporary)}
    process = start(trusting, "-i", index.url, "pkg", *options, **variables)
    assert wait_until(ran.exists)

    process.kill()

    process.wait(60)
    assert wait_until(lambda: not processes_of(temporary))
    assert wait_until(lambda: not list(temporary.glob("pip-variants-*")))


MOUNTS = {
    "read-only": "mount --bind {0} {0} && mount -o remount,ro,bind {0}",
    "full": "mount -t tmpfs -o size=200k none {0}"
    " && mkdir -m 700 -p {0}/variants/environments"
    " && (cat /dev/zero > {0}/filler 2>/dev/null || true)",
    "without room for names": "mount -t tmpfs -o nr_inodes=4 none {0}"
    " && mkdir -m 700 -p {0}/variants/environments",
}


@pytest.mark.parametrize("state", MOUNTS)
def test_a_cache_that_cannot_be_written_costs_only_the_cache(
    trusting: PipEnv, index: Index, wheels: Path, state: str
) -> None:
    offer(index, wheels)
    index.add(make(wheels, "2"))
    trusting.cache.mkdir(parents=True)
    script = MOUNTS[state].format(trusting.cache)
    prefix = ["unshare", "--mount", "sh", "-c", f'{script} && exec "$@"', "sh"]
    if sys.platform != "linux" or subprocess.call([*prefix, "true"]):
        pytest.skip("nothing can be mounted here")

    pip: Sequence[object] = [trusting.executable, "-m", "pip"]
    run = trusting.run(*prefix, *pip, "install", "-i", index.url, "pkg")

    assert trusting.installed("pkg") == "v2"
    assert "Errno" not in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
