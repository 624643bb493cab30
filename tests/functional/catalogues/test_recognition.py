"""Packages of a catalogue agree also with those that say nothing of themselves."""

from __future__ import annotations

from pathlib import Path

from tests.builders import PipEnv
from tests.functional.catalogues.conftest import CUDA13, Published


def test_what_another_pip_installed_is_recognised(
    env: PipEnv, published: Published, wheels: Path
) -> None:
    env.unpack(wheels / "cu12" / "ship-2.1+cu12-py3-none-any.whl")
    env.unpack(wheels / "usual" / "sail-1.0-py3-none-any.whl")
    command = ["install", "--dry-run", *published.options, "crew", "--machine-set"]
    done = env.pip(*command, CUDA13)
    assert "and is consistent with ship" in done.stdout
    assert done.stdout.splitlines()[-1] == "Would install crew-2.1+cu12~cu12"
    done = env.pip(*command, "nvidia ::", expect_error=True)
    assert "ship 2.1+cu12 (variant cu12, installed): cu12" in done.stderr
    # So is what the user names by a URL.
    url = published.indexes["cu12"].file_url("ship-2.1+cu12-py3-none-any.whl")
    done = env.pip(*command, CUDA13, "--force-reinstall", f"ship @ {url}")
    assert "crew-2.1+cu12~cu12" in done.stdout

    # Where the versions tell nothing, the page may; no page of another build is read.
    text = published.catalogue.read_text()
    published.catalogue.write_text(text.replace("local = ", "# "))
    done = env.pip(*command, CUDA13)
    assert done.stdout.splitlines()[-1] == "Would install crew-2.1+cu12~cu12"
    nothing = {"PIP_VARIANTLIB_BUILTIN_PROVIDERS": "nvidia"}
    done = env.pip(*command[:-1], env=nothing)
    assert done.stdout.splitlines()[-1] == "Would install crew-2.1+cpu~cpu"
    assert done.stderr == (
        "WARNING: pip cannot tell which variant ship 2.1+cu12 is: it may not go with "
        "crew 2.1+cpu (variant cpu)\n"
    )
