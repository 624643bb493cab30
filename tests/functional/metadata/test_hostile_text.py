"""Text that is made to keep pip busy, or to reach the terminal as it is."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import (
    Index,
    PipEnv,
    label_document,
    make_label_wheel,
    make_plugin,
    make_wheel,
)


@contextmanager
def at_once(seconds: float = 60) -> Iterator[None]:
    """Fail if something takes so long that it would never end."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


HOSTILE = [
    "a" + " " * 3_000_000 + "b variant_x",
    "a[" + "a," * 1_000_000 + "a] ; variant_label == 'x'",
    "a ; " + "(" * 100_000 + "variant_label == 'x'",
]


@pytest.mark.parametrize("line", HOSTILE, ids=["blanks", "extras", "brackets"])
def test_dependencies_take_no_time(
    env: PipEnv, index: Index, wheels: Path, line: str
) -> None:
    requires = [line, "c; variant_label == 'x'"]
    bad = make_wheel(wheels, "pkg", "2.0", requires=requires)
    index.add(bad, make_wheel(wheels, "pkg", "1.0"))
    for options in ([], ["--no-variant"]):
        with at_once():
            env.pip("install", *options, "--index-url", index.url, "pkg")
        assert env.python(
            "import importlib.metadata as m; print(m.version('pkg'))"
        ) == ("1.0")
    # pip would not install it.
    env.pip("uninstall", "-y", "pkg")
    with zipfile.ZipFile(bad) as wheel:
        wheel.extractall(env.site_packages)
    with at_once():
        result = env.pip("check", expect_error=True)
    assert "Traceback" not in result.stdout + result.stderr


def test_a_key_of_many_names_is_refused_at_once(env: PipEnv) -> None:
    text = "format = 1\n" + ".".join([r'"\""'] * 100_000) + " = 1\n"
    (env.work / "m.toml").write_text(text)
    with at_once():
        said = env.pip("variant", "detect", "--machine", "m.toml", expect_error=True)
    assert "a name has more than 16 parts" in said.stderr
    (env.work / "variant.toml").write_text(text)
    with at_once():
        said = env.pip("variant", "detect", expect_error=True)
    assert "variant.toml are not valid" in said.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_in_place_of_a_project_file(env: PipEnv) -> None:
    os.mkfifo(env.work / "pyproject.toml")
    with at_once():
        env.pip("variant", "detect")
    os.mkfifo(env.work / "variant.toml")
    with at_once():
        said = env.pip("variant", "detect", expect_error=True)
    assert "variant.toml are not valid" in said.stderr
    assert "It cannot be read: it is not a regular file." in said.stderr


W = "pkg-1.0~36266d4d-py3-none-any.whl"


@pytest.mark.parametrize(
    "url",
    [
        "http://user:hunter2@127.0.0.1:1/",
        "http://user:hunter2@127.0.0.1:x/",
        "http://user:hunter2@[::/",
        "http://user:hunter2@/",
        "ftp://user:hunter2@127.0.0.1/",
    ],
)
def test_no_password_is_shown(env: PipEnv, url: str) -> None:
    for command in ("show", "explain"):
        result = env.pip("variant", command, "--retries=0", url + W, expect_error=True)
        said = result.stdout + result.stderr
        assert "hunter2" not in said
        assert "Traceback" not in said
    env.pip("variant", "check", "--index-url", url)


ENDLESS = "a" * 100_000


def test_no_line_is_endless(env: PipEnv, index: Index, wheels: Path) -> None:
    keys = {"level": ["v3", ENDLESS], "k" * 100_000: ["x"]}
    plugin = make_plugin(wheels / "plugins", "hw", keys)
    env.unpack(plugin)
    needs = {"hw": {"level": [ENDLESS, "v3"], "f" * 50_000: ["x"]}}
    document = label_document({"fast": needs}, ["hw"])
    made = make_label_wheel(wheels, "pkg", "1.0", "fast", needs, document=document)
    index.add(made, make_wheel(wheels, "pkg", "1.0"))
    index.add_bytes("pkg-1.0-variants.json", document, "pkg")
    online = ("--index-url", index.url)
    force = "--variant=pkg=fast"
    commands: list[tuple[object, ...]] = [
        ("variant", "detect"),
        ("variant", "show", made),
        ("variant", "explain", *online, "pkg"),
        ("variant", "matrix", *online, "--machine=x86_64_v3", "pkg"),
        ("install", "--dry-run", "-vv", *online, "pkg"),
        ("install", *online, force, "pkg"),
        ("list",),
        ("show", "pkg"),
        ("freeze", "--variants"),
        ("variant", "explain", "--installed", *online),
        ("install", "--upgrade", "--dry-run", *online, "pkg"),
    ]
    for command in commands:
        result = env.pip(*command)
        lines = (result.stdout + result.stderr).splitlines()
        assert max(map(len, lines), default=0) < 3000, command
        assert len(lines) < 1000, command
    for command in (
        ("install", "--dry-run", *online, "--variant=nope", "pkg"),
        ("variant", "check", "--no-index"),
    ):
        result = env.pip(*command, expect_error=True)
        lines = (result.stdout + result.stderr).splitlines()
        assert max(map(len, lines), default=0) < 3000, command


def test_text_that_the_output_cannot_write(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    body = "raise RuntimeError('kein Ger\\u00e4t \\u2603 da')"
    plugin = make_plugin(wheels / "plugins", "hw", body=body)
    env.unpack(plugin)
    index.add(
        make_wheel(wheels, "pkg"),
        make_wheel(wheels, "pkg", properties=["hw :: a :: b"]),
    )
    for command in (
        ("install", "--dry-run", "--index-url", index.url, "pkg"),
        ("variant", "detect"),
        ("variant", "detect", "--json"),
        ("variant", "explain", "--index-url", index.url, "pkg"),
    ):
        result = env.pip(*command, env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
        said = result.stdout + result.stderr
        assert "Logging error" not in said
        assert "Traceback" not in said
        # In JSON a backslash is escaped.
        assert r"kein Ger\xe4t \u2603 da" in said.replace(r"\\", "\\")


def test_metadata_in_another_encoding(env: PipEnv) -> None:
    folder = env.site_packages / "pkg-1.0.dist-info"
    folder.mkdir()
    text = "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\nSummary: Größe\n"
    (folder / "METADATA").write_bytes(text.encode("latin-1"))
    for command in ("check", "explain"):
        options = ["--installed"] if command == "explain" else []
        env.pip("variant", command, "--no-index", *options)
    result = env.pip("variant", "explain", "--installed", "pkg", expect_error=True)
    assert "The METADATA of pkg is not UTF-8" in result.stderr
