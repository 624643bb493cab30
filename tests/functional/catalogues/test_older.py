"""A graphics card that the newest release leaves idle is not left idle in silence."""

from __future__ import annotations

from tests.builders import PipEnv
from tests.functional.catalogues.conftest import CUDA12, Published


def test_an_older_build_for_the_hardware_is_named(
    env: PipEnv, published: Published
) -> None:
    # cu12 ends with this release: cu13 and cpu have a newer one.
    published.add("cu13", "3.0")
    published.add("cpu", "3.0")
    options = [*published.options, "--machine-set", CUDA12, "--dry-run"]
    done = env.pip("install", *options, "ship")
    assert "Would install sail-1.0 ship-3.0+cpu~cpu" in done.stdout
    assert done.stderr == (
        "WARNING: ship 3.0 has no build for the hardware of this machine. ship 2.1 has "
        "one, cu12: to get it, ask for ship==2.1\n"
    )
    # That is done, or asked for.
    for request in ("ship==2.1", "--variant=ship=cpu"):
        assert env.pip("install", *options, request, "ship").stderr == ""
