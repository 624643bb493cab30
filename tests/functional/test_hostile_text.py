"""Text that is made to keep pip busy, or to reach the terminal as it is."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_wheel


@contextmanager
def at_once(seconds: float = 20) -> Iterator[None]:
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
    assert "It cannot be read: it is no regular file." in said.stderr
