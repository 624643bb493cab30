"""The four uses, on this machine's CPU, with a project of PyPI and without a plugin."""

from __future__ import annotations

import json

from demo.stage import Stage

NAME = "xxhash"
VERSION = "4.1.0"

# For each family of CPUs the key that tells its level, and the builds on offer, the
# best first.
BUILDS = {
    "x86_64": ("level", ("v4", "v3", "v2", "v1")),
    "aarch64": ("version", ("9.0a", "8.4a", "8.2a", "8a")),
}

_USE = f"import {NAME}; print({NAME}.xxh64_hexdigest(b'variants'))"

Facts = dict[str, list[str]]


def play(stage: Stage) -> str:
    """Return the provider that knows this CPU, or nothing.

    :raises DemoError: If anything but the expected is installed.
    """
    stage.title("This machine's CPU")
    stage.tell("pip knows it by itself: its provider is built in, no plugin is needed.")
    family, facts = _facts(stage)
    if not facts:
        stage.tell("Left out: no levels are known of this kind of CPU.")
        return ""
    key, values = BUILDS[family]
    stage.run("pip variant detect", f"{family}  (built in)", facts[key][0])
    stage.tell("A build for each level (repacked here; a maker would compile anew).")
    stage.enter(f"index/{NAME}")
    hashes = {
        value: stage.make(_wheel(stage), [f"{family} :: {key} :: {value}"])
        for value in values
    }
    stage.run("python -m variantlib index .")
    best = next(hashes[value] for value in values if value in facts[key])
    _choose(stage, best, hashes[values[-1]])
    _prefer(stage, family, best, facts)
    return family


def _facts(stage: Stage) -> tuple[str, Facts]:
    """Return the provider of this CPU's family, and its keys with their values."""
    answers = json.loads(stage.ask("pip variant detect --json"))["providers"]
    for answer in answers:
        facts = {each["key"]: each["values"] for each in answer["keys"]}
        if answer["provider"] in BUILDS and BUILDS[answer["provider"]][0] in facts:
            return answer["provider"], facts
    return "", {}


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


def _prefer(stage: Stage, family: str, best: str, facts: Facts) -> None:
    level, *flags = facts
    if not flags:
        return
    stage.tell("4. pip.conf: rather the build for one instruction set, or the level?")
    flag = flags[0]
    special = stage.make(_wheel(stage), [f"{family} :: {flag} :: on"])
    stage.run("python -m variantlib index .")
    for key, variant_hash in ((flag, special), (level, best)):
        stage.configure("variantlib.key_priority", f'["{family} :: {key}"]')
        stage.run(
            f"pip install --force-reinstall {NAME}", f"Using variant {variant_hash} "
        )
    stage.run("pip list", best)
