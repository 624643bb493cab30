"""Wheels on servers as people use them: a look into them works, or costs one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.builders import Fault, Index, PipEnv, make_wheel
from tests.builders.file_server import BAD, GOOD, Answer, FileServer, hang, sign
from tests.functional.conftest import BEST, HUMOR3, Publish, variant_of

Release = Callable[..., dict[str, Path]]
Move = Callable[..., FileServer]

FAST = ("hw :: level :: v3",)
NOISE = {f"noise_{n}": list("abcdefgh") for n in range(8)}
"""With so many facts no hash can be looked up: wheels are read."""


@pytest.fixture
def rich(with_facts: Callable[..., PipEnv]) -> PipEnv:
    """A machine that supports FAST, and much else."""
    return with_facts(level=["v3"], **NOISE)


@pytest.fixture
def move(index: Index) -> Iterator[Move]:
    """`move(wheel, answer)`: the index sends to another server for that file."""
    with ExitStack() as running:

        def start(wheel: Path, answer: Answer) -> FileServer:
            server = running.enter_context(FileServer(wheel.read_bytes(), answer))
            place = server.url(wheel.name)
            index.fault(wheel.name, Fault(status=302, body=b"", location=place))
            return server

        yield start


def lines(text: str, words: str) -> list[str]:
    return [line for line in text.splitlines() if words in line]


@pytest.mark.parametrize("kind", GOOD)
def test_a_variant_is_chosen_from_any_server(
    machine: PipEnv, index: Index, publish: Publish, move: Move, kind: str
) -> None:
    made = publish("pkg", "1.0", document=False, good=HUMOR3)
    index.sidecars = index.variants_json = False
    server = move(made["good"], GOOD[kind])
    machine.pip("install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == "good"
    assert not lines("\n".join(server.log), "HEAD")


def test_all_commands_look_into_wheels_behind_a_redirect(
    rich: PipEnv, index: Index, release: Release, move: Move
) -> None:
    made = release("pkg", "1.0", best=FAST, plain=())
    index.sidecars = index.variants_json = False
    for wheel in made.values():
        move(wheel, sign)
    best, url = variant_of(made["best"]), index.file_url(made["best"].name)
    options = ("--index-url", index.url)
    facts = {"level": ["v3"], **NOISE}
    described = [f"providers.hw.keys.{key} = {facts[key]}" for key in facts]
    (rich.work / "rich.toml").write_text("\n".join(["format = 1", *described]))
    for args in (
        ["install", "--dry-run", *options, "pkg"],
        ["install", "--dry-run", url],
        ["download", *options, "pkg"],
        ["lock", "--output", "-", *options, "pkg"],
        ["variant", "show", url],
        ["variant", "explain", *options, "pkg"],
        ["variant", "matrix", "--machine", "rich.toml", *options, "pkg"],
    ):
        assert best in rich.pip(*args).stdout, args


def test_plain_wheels_are_explained_behind_a_redirect(
    machine: PipEnv, index: Index, wheels: Path, move: Move
) -> None:
    plain = make_wheel(wheels, "pkg", files={"pkg_data.bin": os.urandom(2_000_000)})
    index.add(plain)
    index.sidecars = False
    server = move(plain, sign)
    machine.pip("variant", "explain", "--index-url", index.url, "pkg")
    assert server.sent < 100_000


@pytest.mark.parametrize("kind", ["401", "403", "all of it only", "endless part"])
def test_what_cannot_be_read_costs_one_line(
    machine: PipEnv,
    index: Index,
    publish: Publish,
    move: Move,
    kind: str,
) -> None:
    made = publish("pkg", "1.0", document=False, good=HUMOR3)
    index.sidecars = index.variants_json = False
    move(made["good"], BAD[kind]).data += b"\0" * 2_000_000
    done = machine.pip("install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == "plain"
    assert len(lines(done.stderr, "Leaving out pkg-1.0-py3-none-any-good.whl: ")) == 1
    assert "User for" not in done.stdout + done.stderr


BROKEN = {
    "404": Fault(status=404),
    "401": Fault(status=401),
    "another digest": Fault(body=b"Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n"),
    "cut off": Fault(cut=True),
    "a page": Fault(body=b"<html>Sign in</html>", content_type="text/html"),
}
FORMS = {
    "label": ([], False),
    "label, described": ([], True),
    "label, forced": (["--variant=good"], False),
    "hash": ([], False),
    "hash, described": ([], True),
    "hash, forced": (["--variant=BEST"], True),
}


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        *((form, "404") for form in FORMS),
        *(("label", fault) for fault in BROKEN if fault != "404"),
        *(("hash, described", fault) for fault in ("another digest", "a page")),
    ],
)
def test_a_metadata_file_that_is_promised_and_broken(
    machine: PipEnv,
    index: Index,
    release: Release,
    publish: Publish,
    form: str,
    fault: str,
) -> None:
    options, is_described = FORMS[form]
    index.variants_json = is_described
    if form.startswith("label"):
        made = publish("pkg", "1.0", document=is_described, good=HUMOR3)["good"]
        expected = "good"
    else:
        made = release("pkg", "1.0", best=BEST, plain=())["best"]
        expected = variant_of(made)
    index.hashes = fault != "a page"
    index.fault(f"{made.name}.metadata", BROKEN[fault])
    options = [option.replace("BEST", expected) for option in options]
    done = machine.pip("install", "--index-url", index.url, *options, "pkg")
    assert machine.installed("pkg") == expected
    assert len(lines(done.stderr, f"Not using the metadata file of {made.name}: ")) == 1


def test_of_a_plain_wheel_a_missing_metadata_file_is_upstreams_affair(
    machine: PipEnv, index: Index, release: Release
) -> None:
    plain = release("pkg", "1.0", plain=())["plain"]
    index.fault(f"{plain.name}.metadata", Fault(status=404))
    done = machine.pip("install", "-i", index.url, "pkg", expect_error=True)
    assert "404 Client Error" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no way to send Ctrl-C")
def test_an_interrupt_ends_it(
    machine: PipEnv, index: Index, publish: Publish, move: Move
) -> None:
    labels = {f"good_{n}": HUMOR3 for n in range(10)}
    made = publish("pkg", "1.0", document=False, **labels)
    index.sidecars = index.variants_json = False
    servers = [move(wheel, hang) for label, wheel in made.items() if label != "plain"]
    command = [machine.executable, "-m", "pip", "install", "-i", index.url, "pkg"]
    command += ["--timeout", "600"]
    process = subprocess.Popen(
        [*map(str, command)],
        cwd=machine.work,
        env=machine.variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            end = time.monotonic() + 60
            while not any(server.log for server in servers) and time.monotonic() < end:
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            # Sooner than the servers answer, or pip would give them up.
            _, errors = process.communicate(timeout=40)
        finally:
            process.kill()
    assert errors == "ERROR: Operation cancelled by user\n"
