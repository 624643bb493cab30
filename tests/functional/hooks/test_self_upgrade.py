"""pip does not invite to replace itself, and says so when it is replaced."""

from __future__ import annotations

from pathlib import Path

from tests.builders import Index, PipEnv, make_wheel


def test_no_notice_of_a_newer_pip(env: PipEnv, index: Index, wheels: Path) -> None:
    index.add(make_wheel(wheels, "pip", "99.0"), make_wheel(wheels, "pkg", "1.0"))
    check = {"PIP_DISABLE_PIP_VERSION_CHECK": "0"}
    result = env.pip("install", "--index-url", index.url, "pkg", env=check)
    assert "new release of pip" not in result.words
    assert not [request for request in index.requests if "/pip/" in request.path]


def test_an_upgrade_by_upstreams_pip_is_announced(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(make_wheel(wheels, "pip", "99.0"))
    result = env.pip("install", "--index-url", index.url, "-U", "pip")
    assert (
        "replaces the pip that chooses variants by upstream's pip 99.0" in result.words
    )
    assert "Successfully installed pip-99.0" in result.words


def test_an_upgrade_by_a_newer_fork_is_not(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(make_wheel(wheels, "pip", "99.0+variants.1"))
    result = env.pip("install", "--index-url", index.url, "-U", "pip")
    assert "replaces the pip" not in result.words
    assert "Successfully installed pip-99.0+variants.1" in result.words
