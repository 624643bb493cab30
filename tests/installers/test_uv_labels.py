"""Label wheels that are made here, chosen by uv as by pip."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.builders import PipEnv, make_wheel
from tests.variantlib.providers.nvidia_machines import make_tree
from variantlib.__main__ import main

PROVIDERS = """
{"providers": {"hw": {
    "static-properties": {"level": ["v3", "v2"]}, "feature-order": ["level"]
}}}
"""
Labels = Mapping[str, "str | tuple[str, ...]"]

LABELS = {"best": "v3", "poor": "v2"}


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


LEVELS = {f"v{level}": f"x86_64::level::v{level}" for level in (1, 2, 3, 4)}
GPUS = {
    "hopper": ("nvidia::sm_arch::90_real", "nvidia::cuda_version_lower_bound::12.0"),
    "ampere": ("nvidia::sm_arch::80_real", "nvidia::cuda_version_lower_bound::11.8"),
    "newer": ("nvidia::sm_arch::90_real", "nvidia::cuda_version_lower_bound::13.0"),
    "older": ("nvidia::sm_arch::90_real", "nvidia::cuda_version_upper_bound::12.6"),
    "below13": ("nvidia::cuda_version_upper_bound::13",),
}
TABLES: dict[str, dict[str, Any]] = {
    "x86_64": {"requires": ["x86-64-variant-provider>=0.2.1,<0.3"]},
    "nvidia": {
        "requires": ["nvidia-variant-provider>=0.0.1,<1.0.0"],
        "plugin-api": "nvidia_variant_provider.plugin:NvidiaVariantPlugin",
    },
    "tpu": {
        "requires": ["tpu-variant-provider>=0.1.0"],
        "plugin-api": "tpu_variant_provider.plugin:TpuVariantPlugin",
    },
}


# As of a machine with an H100; it is all that uv asks, and the last thing that we do.
NVIDIA_SMI = """\
#!/bin/sh
case "$*" in
*=compute_cap*) echo 9.0 ;;
"--query-gpu=driver_version --"*) echo 570.86.15 ;;
*--query-gpu=*) echo '570.86.15, 9.0, GPU-00000000, NVIDIA H100 80GB HBM3' ;;
*) printf 'Driver Version : 570.86.15\\nCUDA Version : 12.8\\n' ;;
esac
"""


def detected(folder: Path) -> dict[str, str]:
    """Return the variables by which a machine has a GPU, for uv and for pip."""
    root, programs = folder / "root", folder / "bin"
    make_tree(root)
    programs.mkdir()
    (programs / "nvidia-smi").write_text(NVIDIA_SMI, "ascii")
    (programs / "nvidia-smi").chmod(0o755)
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    return {"PATH": path, "VARIANTLIB_SYSROOT": str(root)}


@pytest.mark.skipif(
    platform.machine().lower() not in ("x86_64", "amd64"),
    reason="needs a processor of x86-64",
)
@pytest.mark.parametrize(
    ("labels", "variables"),
    [
        (LEVELS, {}),
        (GPUS, {"CUDA_DRIVER_VERSION": "12.8", "SM_ARCH": "9.0"}),
        (GPUS, {"CUDA_DRIVER_VERSION": "13.0", "SM_ARCH": "8.9"}),
        (GPUS, {"CUDA_DRIVER_VERSION": "12.8", "SM_ARCH": "12.0"}),
        (GPUS, None),
        ({"with": "tpu::present::true", "without": "tpu::present::false"}, {}),
    ],
    ids=["levels", "hopper", "ada", "blackwell", "detected", "tpu"],
)
def test_both_find_the_same_hardware(
    env: PipEnv,
    wheels: Path,
    uv: Path,
    labels: Labels,
    variables: dict[str, str] | None,
) -> None:
    """Built-in providers of both, of which neither needs a plugin."""
    plain = make_wheel(wheels, "pkg", "1.0")
    providers, dist = wheels / "providers.json", wheels / "dist"
    texts = {name: [t] if isinstance(t, str) else [*t] for name, t in labels.items()}
    namespace = next(iter(texts.values()))[0].partition("::")[0]
    tables = {namespace: TABLES[namespace]}
    providers.write_text(json.dumps({"providers": tables}), "utf-8")
    given = [f"--priority={namespace}", f"--providers={providers}", f"--output={dist}"]
    for label, properties in {**texts, "null": []}.items():
        options = [f"-p{each}" for each in properties]
        main(["make", str(plain), f"--label={label}", *options, *given])
    main(["index", str(dist)])
    if variables is None:
        forced = detected(wheels)
    else:
        forced = {f"NV_VARIANT_PROVIDER_FORCE_{k}": v for k, v in variables.items()}
    del env.variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"]
    source = ("--no-index", "--find-links", dist, "pkg")
    into = ("--python", env.executable, "--no-config", "--no-cache", "--reinstall")
    flag = {"UV_PREVIEW_FEATURES": "wheel-variants", **forced}
    best = ""
    while best != "null":
        env.run(uv, "pip", "install", *into, *source, env=flag)
        [stated] = env.site_packages.glob("pkg-1.0.dist-info/variant.json")
        [best] = json.loads(stated.read_text("utf-8"))["variants"]
        command = ("install", "--dry-run", "--force-reinstall", *source)
        assert f"Would install pkg-1.0~{best}" in env.pip(*command, env=forced).stdout
        (dist / f"pkg-1.0-py3-none-any-{best}.whl").unlink()
