"""The choice for graphics cards, on machines that are folders of files."""

from __future__ import annotations

from pathlib import Path

from demo.stage import Stage

NAME = "fictional-renderer"
WHEEL = "fictional_renderer-1.0-py3-none-any.whl"

AMD = ("amd :: gfx_arch :: gfx942",)
NVIDIA = ("nvidia :: cuda_version_lower_bound :: 12.8", "nvidia :: sm_arch :: 90_real")

_NODES = "sys/class/kfd/kfd/topology/nodes"
_CPU = {
    "proc/cpuinfo": "processor : 0\nflags : mmx sse sse2 pni ssse3 cx16 sse4_1 sse4_2 "
    "popcnt lahf_lm avx avx2 bmi1 bmi2 f16c fma abm movbe xsave osxsave\n"
}
# Linux with an MI300X of AMD: two processors compute, the second one is the GPU.
_SERVER = {
    **_CPU,
    "dev/kfd": "",
    f"{_NODES}/0/properties": "cpu_cores_count 64\nsimd_count 0\n",
    f"{_NODES}/1/properties": "simd_count 1216\ngfx_target_version 90402\n",
}


def play(stage: Stage, machines: Path) -> None:
    """Show what three machines get; none of them is this one.

    :raises DemoError: If anything but the expected would be installed.
    """
    stage.title("Graphics cards, on machines that are simulated")
    stage.tell("Builds for a GPU of AMD, and for one of NVIDIA.")
    stage.enter(f"index/{NAME}")
    amd, nvidia = (stage.make(WHEEL, properties) for properties in (AMD, NVIDIA))
    stage.run("python -m variantlib index .")
    stage.export("VARIANTLIB_PLATFORM", "linux-x86_64")

    stage.tell(
        "1. Simulated: a server with an MI300X. Its files are in a folder, and\n"
        "# VARIANTLIB_SYSROOT has them read instead of those of this machine."
    )
    _pretend(stage, machines / "amd-server", _SERVER)
    stage.run("pip variant detect", "amd  (built in)", "gfx942")
    stage.run(_INSTALL, f"Using variant {amd} ")

    stage.tell("2. Simulated: a machine without a GPU. It gets the plain wheel.")
    _pretend(stage, machines / "no-gpu", _CPU)
    stage.run(_INSTALL, f"Would install {NAME}-1.0\n")

    stage.tell(
        "3. Simulated: the same machine with a GPU of NVIDIA, which variables state.\n"
        "# The published plugins and uv read them, too."
    )
    stage.export("NV_VARIANT_PROVIDER_FORCE_CUDA_DRIVER_VERSION", "13.0")
    stage.export("NV_VARIANT_PROVIDER_FORCE_SM_ARCH", "9.0")
    stage.run(_INSTALL, f"Using variant {nvidia} ")


_INSTALL = f"pip install --dry-run {NAME}"


def _pretend(stage: Stage, root: Path, files: dict[str, str]) -> None:
    """Write a machine's files, and have them read by all commands that follow."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    stage.export("VARIANTLIB_SYSROOT", str(root))
