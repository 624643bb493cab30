"""The four uses, on hardware that does not exist."""

from __future__ import annotations

from demo.stage import Stage

NAME = "fictional-guide"
WHEEL = "fictional_guide-1.0-py3-none-any.whl"

HARDWARE = (
    "fictional_hw :: architecture :: HAL9000",
    "fictional_hw :: compute_capability :: 8",
    "fictional_hw :: humor :: 15",
)
TECHNOLOGY = (
    "fictional_tech :: quantum :: SUPERPOSITION",
    "fictional_tech :: risk_exposure :: 25",
    "fictional_tech :: technology :: auto_chef",
)
ANOTHER_MACHINE = (
    "fictional_hw :: architecture :: HAL9000",
    "fictional_hw :: compute_accuracy :: 0",
    "fictional_hw :: compute_capability :: 6",
    "fictional_hw :: humor :: 2",
)


def play(stage: Stage) -> None:
    """Raises DemoError if anything but the expected is installed."""
    stage.title("Hardware that does not exist")
    stage.tell("Next to the plain wheel, builds for two such machines and for another.")
    stage.enter(f"index/{NAME}")
    hardware, technology, another = (
        stage.make(WHEEL, properties)
        for properties in (HARDWARE, TECHNOLOGY, ANOTHER_MACHINE)
    )
    stage.run("python -m variantlib index .")

    stage.tell("1. Automatic: two builds fit this machine; the best of them is taken.")
    stage.run(f"pip install {NAME}", f"Using variant {hardware} ")
    stage.run(NAME, ", ".join(HARDWARE))
    stage.run("pip variant detect", "HAL9000")
    stage.run(f"pip variant explain {NAME}", hardware)

    stage.tell("2. --variant: exactly this one, whatever the machine is.")
    stage.run(f"pip install --variant={another} {NAME}", f"{NAME}-1.0~{another}\n")
    stage.run(NAME, ", ".join(ANOTHER_MACHINE))

    stage.tell("3. --no-variant: the plain wheel.")
    stage.run(f"pip install --no-variant {NAME}", f"installed {NAME}-1.0\n")
    stage.run(NAME, "any machine")

    stage.tell("4. pip.conf: of what fits, rather the build for that technology.")
    order = '["fictional_tech", "fictional_hw"]'
    stage.configure("variantlib.provider_priority", order)
    stage.run(f"pip install --force-reinstall {NAME}", f"Using variant {technology} ")
    stage.run(NAME, ", ".join(TECHNOLOGY))
