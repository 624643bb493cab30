"""Trusted plugins come from where the command looks, and from nowhere else."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.builders import (
    Fault,
    Index,
    PipEnv,
    make_plugin,
    make_sdist,
    make_wheel,
)
from tests.functional.conftest import HW
from tests.functional.trusted.offering import PLUGIN, TRUST, make, offer

linux_only = pytest.mark.skipif(
    not os.path.isdir("/proc/self"), reason="processes are looked up in /proc"
)


@pytest.fixture
def trusting(env: PipEnv) -> PipEnv:
    env.variables.update(TRUST)
    return env


@pytest.fixture
def elsewhere(wheels: Path) -> Iterator[Index]:
    """Another index, with a newer plugin than anybody wants."""
    with Index() as index:
        index.add(make(wheels, "3"))
        yield index


def choice(env: PipEnv, *args: object, variables: dict[str, str] | None = None) -> str:
    """The wheel of `pkg` that would be installed."""
    run = env.pip("install", "--dry-run", *args, env=variables)
    words = run.stdout.split("Would install ")[1].split()
    return next(word for word in words if word.startswith("pkg-"))


PLACES: dict[str, tuple[str, list[str], dict[str, str], str]] = {
    "command line": ("pkg", ["-i", "INDEX"], {}, ""),
    "environment": ("pkg", [], {"PIP_INDEX_URL": "INDEX"}, ""),
    "configuration": ("pkg", [], {}, "[global]\nindex-url = INDEX"),
    "command's section": ("pkg", [], {}, "[install]\nindex-url = INDEX"),
    "file": ("--index-url INDEX\npkg", [], {}, ""),
    "extra index": ("--index-url EMPTY\n--extra-index-url INDEX\npkg", [], {}, ""),
    "nested file": ("-r nested.txt\npkg", [], {}, ""),
    "constraints": ("-c nested.txt\npkg", [], {}, ""),
    "folder": ("--no-index\n--find-links links\npkg", [], {}, ""),
    "folder on the command line": ("pkg", ["--no-index", "-f", "links"], {}, ""),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_plugin_comes_from_where_the_command_looks(
    trusting: PipEnv, index: Index, elsewhere: Index, wheels: Path, place: str
) -> None:
    made = [*offer(index, wheels), make(wheels, "2")]
    index.add(made[-1])
    folder = trusting.work / "links"
    folder.mkdir()
    for path in made:
        shutil.copy(path, folder)

    with Index() as empty:

        def fill(text: str) -> str:
            return text.replace("INDEX", index.url).replace("EMPTY", empty.url)

        lines, options, variables, configuration = PLACES[place]
        (trusting.work / "all.txt").write_text(fill(lines))
        (trusting.work / "nested.txt").write_text(f"-i {index.url}\n")
        variables = {name: fill(value) for name, value in variables.items()}
        trusting.configure(fill(configuration))
        if not configuration:
            variables.setdefault("PIP_INDEX_URL", elsewhere.url)
        args = ["-r", "all.txt", *map(fill, options)]

        assert choice(trusting, *args, variables=variables) == "pkg-1.0~v2"

    assert elsewhere.requests == []


@pytest.mark.parametrize("command", ["download", "wheel", "lock", "explain"])
def test_all_commands_look_there(
    trusting: PipEnv, index: Index, elsewhere: Index, wheels: Path, command: str
) -> None:
    offer(index, wheels)
    index.add(make(wheels, "2"))
    (trusting.work / "all.txt").write_text(f"-i {index.url}\npkg\n")
    words = ["variant", command] if command == "explain" else [command]
    if command == "lock":
        words += ["-o", "-"]

    run = trusting.pip(*words, "-r", "all.txt", env={"PIP_INDEX_URL": elsewhere.url})

    names = [path.name for path in trusting.work.glob("*.whl")]
    assert "pkg-1.0-py3-none-any-v2.whl" in run.stdout + " ".join(names)
    assert elsewhere.requests == []


def test_wheels_that_are_looked_at_use_it_too(
    trusting: PipEnv, index: Index, elsewhere: Index, wheels: Path
) -> None:
    wheel = offer(index, wheels)[1]
    index.add(make(wheels, "2"))
    env = {"PIP_INDEX_URL": elsewhere.url}

    run = trusting.pip("variant", "show", "-i", index.url, wheel, env=env)

    assert "fits this machine" in run.stdout
    assert elsewhere.requests == []


@pytest.mark.parametrize("flags", [[], ["-I"]])
def test_a_pip_out_of_its_wheel_fetches_with_itself(
    trusting: PipEnv, index: Index, wheels: Path, fork_wheel: Path, flags: list[str]
) -> None:
    offer(index, wheels)
    index.add(make(wheels, "2"))
    # Not with the one that is installed.
    shutil.rmtree(trusting.site_packages / "pip")
    pip = [trusting.executable, *flags, fork_wheel / "pip"]

    trusting.run(*pip, "install", "-i", index.url, "pkg")

    assert trusting.installed("pkg") == "v2"


RELEASES = {
    "--constraint": ["-c", "one.txt"],
    "nested constraint": ["-r", "constrained.txt"],
    "PIP_CONSTRAINT": [],
    "--build-constraint": ["--build-constraint", "one.txt"],
    "--uploaded-prior-to": ["--uploaded-prior-to", "2026-02-01"],
}


@pytest.mark.parametrize("way", RELEASES)
def test_what_the_command_says_of_releases_holds_for_plugins(
    trusting: PipEnv, index: Index, wheels: Path, way: str
) -> None:
    index.formats = "json"
    made = offer(index, wheels)
    index.add(*made, make(wheels, "1"), upload_time="2026-01-01T00:00:00Z")
    index.add(make(wheels, "2"), upload_time="2026-03-01T00:00:00Z")
    (trusting.work / "one.txt").write_text(f"{PLUGIN}==1\nother @ file:///none.whl\n")
    (trusting.work / "constrained.txt").write_text("-c one.txt\n")
    variables = {"PIP_CONSTRAINT": "one.txt"} if way == "PIP_CONSTRAINT" else {}

    args = ["-i", index.url, "pkg", *RELEASES[way]]
    assert choice(trusting, *args, variables=variables) == "pkg-1.0~v1"


@pytest.mark.parametrize("way", ["option", "file", "none"])
def test_prereleases_are_taken_where_the_command_takes_them(
    trusting: PipEnv, index: Index, wheels: Path, way: str
) -> None:
    offer(index, wheels)
    module = make_plugin(wheels, HW, {"humor": ["2"]}, version="2rc1")
    index.add(make(wheels, "1"), module)
    (trusting.work / "all.txt").write_text("--pre\npkg\n" if way == "file" else "pkg\n")
    options = ["--pre"] if way == "option" else []

    taken = choice(trusting, "-i", index.url, "-r", "all.txt", *options)

    assert taken == ("pkg-1.0~v1" if way == "none" else "pkg-1.0~v2")


def leaking(folder: Path) -> dict[str, str]:
    """Options that would make another of the pip that fetches."""
    return {
        "root": str(folder / "root"),
        "prefix": str(folder / "prefix"),
        "dry-run": "1",
        "no-deps": "1",
        "report": str(folder / "report.json"),
        "upgrade": "1",
        "force-reinstall": "1",
        "no-binary": PLUGIN,
        "log": str(folder / "log.txt"),
        "progress-bar": "on",
        "requirement": (folder / "more.txt").as_uri(),
        "quiet": "0",
        "user": "0",
        "no-clean": "1",
        "src": str(folder / "src"),
        "implementation": "",
    }


@pytest.mark.parametrize("way", ["environment", "global", "install"])
def test_other_options_do_not_reach_the_pip_that_fetches(
    trusting: PipEnv, index: Index, wheels: Path, tmp_path: Path, way: str
) -> None:
    offer(index, wheels)
    # It needs what it depends on.
    index.add(
        make(wheels, "2", requires=["helper"], header="import helper"),
        make_wheel(wheels, "helper", "1.0"),
    )
    folder = tmp_path / "places"
    folder.mkdir()
    (folder / "more.txt").write_text("pkg\n")
    options = leaking(folder)
    variables = {}
    if way == "environment":
        for name, value in options.items():
            variables[f"PIP_{name.replace('-', '_').upper()}"] = value
    else:
        lines = [f"{name} = {value}" for name, value in options.items()]
        trusting.configure("\n".join([f"[{way}]", *lines]))

    args = ["install", "-i", index.url, "pkg"]
    output = trusting.pip(*args, env=variables).stdout

    assert "Would install pkg-1.0~v2" in output
    report = json.loads((folder / "report.json").read_text())
    assert [item["metadata"]["name"] for item in report["install"]] == ["pkg"]
    assert not list(folder.rglob(f"*{HW}*"))


def trap(folder: Path, name: str, ran: Path) -> None:
    """An archive that leaves a trace if it is taken for a source and built."""
    source = folder / "source"
    source.mkdir()
    (source / "setup.py").write_text(
        f"open({str(ran)!r}, 'w').close()\nraise OSError\n"
    )
    with tarfile.open(folder / name, "w:gz") as archive:
        archive.add(source, "x-1.0")


REFUSED = {
    f"{PLUGIN}==1.0+x.tar.gz": "says more than name and public versions",
    f"{PLUGIN}[more]": "says more than name and public versions",
    f"{PLUGIN}===1": "says more than name and public versions",
    f"{PLUGIN} @ URL": "says more than name and public versions",
    f"{PLUGIN}==1": f"No matching distribution found for {PLUGIN}==1",
}


@pytest.mark.parametrize("requires", REFUSED)
def test_foreign_metadata_picks_nothing_but_released_versions(
    trusting: PipEnv, index: Index, wheels: Path, tmp_path: Path, requires: str
) -> None:
    ran = tmp_path / "ran"
    trap(trusting.work, f"{PLUGIN}==1.0+x.tar.gz", ran)
    index.add(make(wheels, "1"), yanked="it is dangerous")
    needs = ['extra; extra == "more"']
    index.add(make(wheels, "2", requires=needs), make_wheel(wheels, "extra", "1.0"))
    url = (trusting.work / f"{PLUGIN}==1.0+x.tar.gz").as_uri()
    offer(index, wheels, requires.replace("URL", url))

    run = trusting.pip("install", "-i", index.url, "pkg")

    assert f"Variant provider {HW} is ignored: " in run.stderr
    assert REFUSED[requires] in run.stderr
    assert "Successfully installed pkg-1.0\n" in run.stdout.replace("\r", "")
    assert not ran.exists()
    assert not [line for line in index.lines if "extra" in line]


def test_what_is_not_trusted_besides_is_named(
    trusting: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(make(wheels, "2"), make_wheel(wheels, "extra", "1.0"))
    offer(index, wheels, PLUGIN, "extra>=1")

    run = trusting.pip("install", "-i", index.url, "pkg")

    assert (
        f"Variant provider {HW} is ignored: extra>=1 is not installed; install it, or "
        "name it in trusted_providers.\n"
    ) in run.stderr.replace("\r", "")
    assert run.stderr.count("is ignored") == 1
    assert "Successfully installed pkg-1.0\n" in run.stdout.replace("\r", "")
    assert not [line for line in index.lines if "extra" in line or "plugin" in line]


def test_a_dependency_at_a_url_is_not_fetched(
    trusting: PipEnv, index: Index, wheels: Path, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    trap(tmp_path, "dep-1.0.tar.gz", ran)
    url = (tmp_path / "dep-1.0.tar.gz").as_uri()
    index.add(make(wheels, "2", requires=[f"dep @ {url}"]), make_sdist(wheels, "dep"))
    offer(index, wheels)

    run = trusting.pip("install", "-i", index.url, "pkg")

    reason = "dep would come from a URL, and not as a wheel from an index"
    assert reason in run.stderr
    assert "Successfully installed pkg-1.0" in run.stdout
    assert not ran.exists()


@pytest.mark.parametrize("name", ["variant.toml", "pyproject.toml"])
def test_a_file_of_the_current_directory_grants_no_trust(
    env: PipEnv, index: Index, wheels: Path, name: str
) -> None:
    offer(index, wheels)
    index.add(make(wheels, "2"))
    table = "[tool.variantlib]\n" if name == "pyproject.toml" else ""
    (env.work / name).write_text(f"{table}trusted_providers = ['{PLUGIN}']\n")

    run = env.pip("install", "-i", index.url, "pkg")

    said = "files of the current directory grant no trust"
    assert run.stderr.count(said) == 1
    assert "Successfully installed pkg-1.0" in run.stdout
    assert not [line for line in index.lines if PLUGIN in line]


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

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Guarded:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


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


def wait_until(condition: Callable[[], object], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


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
