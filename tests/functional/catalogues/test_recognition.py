"""Packages of a catalogue agree also with those that say nothing of themselves."""

from __future__ import annotations

from pathlib import Path

from tests.builders import PipEnv
from tests.functional.catalogues.conftest import CUDA12, CUDA13, Published
from tests.functional.documents import read_json


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


def test_what_another_pip_installed_is_checked(
    env: PipEnv, published: Published, wheels: Path
) -> None:
    env.unpack(wheels / "cu12" / "ship-2.1+cu12-py3-none-any.whl")
    check = ["variant", "check", *published.options, "--machine-set"]
    done = env.pip(*check, CUDA12)
    assert done.stdout == "ship 2.1+cu12~cu12\n  fits this machine\n"
    done = env.pip(*check, CUDA13)
    assert "  better: ship-2.1+cu13-py3-none-any.whl" in done.stdout
    (found,) = read_json(env, *check[1:], "nvidia ::", expect_error=True)["packages"]
    instead = "ship-2.1+cpu-py3-none-any.whl"
    assert (found["label"], found["instead"]) == ("cu12", instead)
    assert found["reason"].startswith("it needs nvidia :: cuda_version_lower_bound")
    # The very places are asked again, and no index has to tell the verdict.
    done = env.pip(*check, "nvidia ::", expect_error=True)
    assert done.stdout.splitlines()[-1] == (
        f"To choose again: pip install --upgrade --index-url {published.usual.url} "
        f"--catalogue {published.catalogue} --machine-set 'nvidia ::' ship"
    )
    assert published.pages
    done = env.pip(*check, "nvidia ::", "--no-index", expect_error=True)
    assert "no longer fits this machine" in done.stdout
    assert published.pages == {}
