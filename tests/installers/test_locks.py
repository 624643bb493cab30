"""Installers that know no variants take the plain wheels out of a lock file of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.builders import Index, PipEnv, label_document, make_label_wheel, make_wheel


def test_stock_pip_and_uv_read_the_plain_part(
    env: PipEnv,
    index: Index,
    wheels: Path,
    uv: Path,
    download: Callable[[str], Path],
) -> None:
    for label, level in (("good", "v3"), ("poor", "v2")):
        properties = {"hw": {"level": [level]}}
        document = label_document({label: properties}, ["hw"])
        wheel = (wheels, "lab", "1.0", label, properties)
        needs = [f"tuned=={level[1]}"]
        index.add(make_label_wheel(*wheel, document=document, requires=needs))
        index.add(make_wheel(wheels, "tuned", level[1]))
        keys = f"[providers.hw.keys]\nlevel = ['{level}']\n"
        (env.work / f"{label}.toml").write_text(f"format = 1\n{keys}")
    index.add(make_wheel(wheels, "lab", "1.0", requires=["base"]))
    index.add(make_wheel(wheels, "base", "1.0"))
    machines = ("--machine=good.toml", "--machine=poor.toml")
    env.pip("lock", "lab", "--index-url", index.url, *machines)
    pip = download("pip==26.3") / "pip"
    run = ("install", "--no-index", "--target")
    env.run(env.executable, pip, *run, "by-pip", "-r", "pylock.toml")
    into = ("--python", env.executable, "--no-config", "--no-cache", "--target")
    env.run(uv, "pip", "sync", *into, "by-uv", "pylock.toml")
    for folder in ("by-pip", "by-uv"):
        found = (env.work / folder).glob("*.dist-info")
        names = sorted(path.name for path in found)
        assert names == ["base-1.0.dist-info", "lab-1.0.dist-info"]
