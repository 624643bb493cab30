"""The machines of the docs get, through pip, the builds that the docs tell of."""

from __future__ import annotations

from pathlib import Path

from pip._vendor.variantlib.catalogues import shipped

from tests.builders import Index, PipEnv, make_wheel
from tests.builders.loopback import folder_served
from tests.conftest import REPOSITORY
from tests.docs.torch_indexes import SITE, Listing, add_builds, add_pages

PAGE = REPOSITORY / "docs/using/todays-torch.md"

# Each as ready descriptions add up, or as variables pretend.
MACHINES = {
    "H100 server": ["--machine=x86_64_v4+cuda12.8+sm_90"],
    "RTX 50 desktop": ["--machine=x86_64_v3+cuda13.0+sm_120"],
    "ROCm desktop": ["--machine=x86_64_v3+gfx1100+rocm6.4"],
    "CUDA 11 server": [],
}
VARIABLES = {
    "PIP_VARIANTLIB_BUILTIN_PROVIDERS": "nvidia,amd,intel",
    "CONDA_OVERRIDE_CUDA": "11.8",
    "CONDA_OVERRIDE_CUDA_ARCH": "8.0",
}


def test_torch_for_machines_of_the_docs(
    env: PipEnv, index: Index, wheels: Path, tmp_path: Path
) -> None:
    index.add(make_wheel(wheels, "filelock"))
    for label in ("cu126", "cu128", "cu130", "rocm6.3", "rocm6.4", "xpu", "cpu"):
        add_builds(tmp_path / "whl" / label, label)
    text = Path(shipped.__path__[0], "torch.toml").read_text("utf-8")
    add_pages(tmp_path, text)
    page = PAGE.read_text("utf-8")
    with folder_served(tmp_path, Listing) as root:
        (env.work / "torch.toml").write_text(text.replace(SITE, root), "utf-8")
        command = ["install", "--dry-run", "--catalogue=./torch.toml"]
        for machine, options in MACHINES.items():
            more = [*options, "--index-url", index.url]
            done = env.pip(*command, *more, "torchvision", env=VARIABLES)
            label = page.partition(f"| {machine} | ")[2].partition(" |")[0]
            assert done.stdout.splitlines()[-1] == (
                f"Would install filelock-1.0 torch-2.9.0+{label}~{label} "
                f"torchvision-0.24.0+{label}~{label}"
            ), machine
            # Each place has a page, as there.
            assert "Choosing without" not in done.stderr
