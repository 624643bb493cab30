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
        "WARNING: ship 3.0 has no build for the hardware of this machine that pip "
        "can use. ship 2.1 has one, cu12: to get it, ask for ship==2.1\n"
    )
    # Machines that share the files are all named.
    names = ["x86_64_v3", "cuda12.1", "cuda12.2", "cuda12.4", "cuda12.8", "cuda13.0"]
    machines = [f"--machine={name}" for name in names]
    several = (
        "WARNING: ship 3.0 has no build for the hardware of 4 machines (cuda12.1, "
        "cuda12.2, cuda12.4 and 1 more) that pip can use. ship 2.1 has one, cu12: "
        "to get it, ask for ship==2.1"
    )
    for command in (["variant", "matrix"], ["lock"], ["download", "--dest=all"]):
        done = env.pip(*command, *published.options, *machines, "ship")
        assert done.stderr.splitlines()[-1] == several
        assert done.stderr.count("has no build") == 1
    # It may be there, and nobody should take it.
    published.add("cu12", "3.0", yanked="broken")
    done = env.pip("install", *options, "ship")
    assert "hardware of this machine, but it is yanked. ship 2.1 has" in done.stderr
    # That is done, or asked for.
    for request in ("ship==2.1", "--variant=ship=cpu"):
        assert env.pip("install", *options, request, "ship").stderr == ""
