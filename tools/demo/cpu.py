"""The four uses, on this machine's CPU, with a project of PyPI."""

from __future__ import annotations

from demo.stage import Stage

NAME = "xxhash"
VERSION = "4.1.0"

# For each family of CPUs the builds on offer, the best first: archspec's name for
# the CPUs that run it, and the property that says so.
BUILDS = {
    "x86_64": {
        "x86_64_v4": "x86_64 :: level :: v4",
        "x86_64_v3": "x86_64 :: level :: v3",
        "x86_64_v2": "x86_64 :: level :: v2",
        "x86_64": "x86_64 :: level :: v1",
    },
    "aarch64": {
        "armv9.0a": "aarch64 :: version :: 9.0a",
        "armv8.4a": "aarch64 :: version :: 8.4a",
        "armv8.2a": "aarch64 :: version :: 8.2a",
        "aarch64": "aarch64 :: version :: 8a",
    },
}

_HOST = (
    "import archspec.cpu; host = archspec.cpu.host(); "
    "print(host.family.name, host.name, *[kind.name for kind in host.ancestors])"
)
_USE = f"import {NAME}; print({NAME}.xxh64_hexdigest(b'variants'))"


def play(stage: Stage) -> None:
    """Raises DemoError if anything but the expected is installed."""
    stage.title("This machine's CPU")
    family, *kinds = stage.ask(f'python -c "{_HOST}"').split()
    if family not in BUILDS:
        stage.tell(f"Left out: the plugin knows no levels of {family}.")
        return
    stage.tell("What the plugin will say about it:")
    stage.run("archspec cpu", kinds[0])
    stage.tell("A build for each level (repacked here; a maker would compile anew).")
    stage.enter(f"index/{NAME}")
    builds = BUILDS[family]
    hashes = {kind: stage.make(_wheel(stage), [p]) for kind, p in builds.items()}
    stage.run("python -m variantlib index .")
    best = next(variant_hash for kind, variant_hash in hashes.items() if kind in kinds)
    _choose(stage, best, hashes[family])
    _prefer(stage, family, best, kinds[0])


def _wheel(stage: Stage) -> str:
    return next(stage.folder.glob(f"{NAME}-{VERSION}-*.whl")).name


def _choose(stage: Stage, best: str, lowest: str) -> None:
    stage.tell("1. Automatic: the highest level of this CPU. It imports and works.")
    stage.run(f"pip install {NAME}", f"Using variant {best} ")
    answer = stage.run(f'python -c "{_USE}"')

    stage.tell("2. --variant: the lowest level, which runs anywhere.")
    stage.run(f"pip install --variant={lowest} {NAME}", f"{NAME}-{VERSION}~{lowest}\n")
    stage.run(f'python -c "{_USE}"', answer)

    stage.tell("3. --no-variant: the wheel as it is on PyPI.")
    stage.run(f"pip install --no-variant {NAME}", f"installed {NAME}-{VERSION}\n")
    stage.run(f'python -c "{_USE}"', answer)


def _prefer(stage: Stage, family: str, best: str, kind: str) -> None:
    stage.tell("4. pip.conf: rather the build for exactly this CPU, or for its level?")
    exact = stage.make(_wheel(stage), [f"archspec :: target :: {kind}"])
    stage.run("python -m variantlib index .")
    for provider, variant_hash in (("archspec", exact), (family, best)):
        stage.prefer(provider)
        stage.run(
            f"pip install --force-reinstall {NAME}", f"Using variant {variant_hash} "
        )
    stage.run("pip list", best)
