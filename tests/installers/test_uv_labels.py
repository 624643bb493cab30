"""Label wheels that are made here, chosen by uv as by pip."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import PipEnv, make_wheel
from variantlib.__main__ import main

UV = "uv==0.13.9"
PROVIDERS = """
{"providers": {"hw": {
    "static-properties": {"level": ["v3", "v2"]}, "feature-order": ["level"]
}}}
"""
LABELS = {"best": "v3", "poor": "v2"}


@pytest.fixture(scope="session")
def uv(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    def fetch(folder: Path) -> None:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target"]
        subprocess.run([*command, str(folder), UV], check=True)

    name = "uv.exe" if os.name == "nt" else "uv"
    return once(UV.replace("==", "-"), fetch) / "bin" / name


@pytest.fixture
def dist(wheels: Path) -> Path:
    """A folder with two labels, null, a plain wheel, and the document of them all."""
    plain = make_wheel(wheels, "pkg", "1.0")
    providers = wheels / "providers.json"
    providers.write_text(PROVIDERS, "utf-8")
    dist = wheels / "dist"
    given = ["--priority=hw", f"--providers={providers}", f"--output={dist}"]
    for label, level in LABELS.items():
        main(["make", str(plain), f"--label={label}", f"-phw::level::{level}", *given])
    main(["make", str(plain), "--label=null", *given])
    plain.rename(dist / plain.name)
    main(["index", str(dist)])
    return dist


def test_uv_and_pip_choose_the_same(env: PipEnv, dist: Path, uv: Path) -> None:
    source = ("--no-index", "--find-links", dist, "pkg")
    into = ("--python", env.executable, "--no-config", "--no-cache", "--reinstall")
    flag = {"UV_PREVIEW_FEATURES": "wheel-variants"}
    for best in ("best", "poor", "null"):
        env.run(uv, "pip", "install", *into, *source, env=flag)
        [stated] = env.site_packages.glob("pkg-1.0.dist-info/variant.json")
        assert f'"{best}"' in stated.read_text("utf-8")
        said = env.pip("install", "--dry-run", "--force-reinstall", *source).stdout
        assert f"Would install pkg-1.0~{best}" in said
        (dist / f"pkg-1.0-py3-none-any-{best}.whl").unlink()
