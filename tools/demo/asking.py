"""The questions to pip, with a pip.conf that stays."""

from __future__ import annotations

from pathlib import Path

from demo import cpu, fictional, gpu
from demo.stage import Stage

# Other machines to ask for, by the provider of this one's CPU.
_OTHERS = {
    "x86_64": ("x86_64_v2", "x86_64_v4"),
    "aarch64": ("aarch64_8a", "aarch64_9.0a"),
}


def play(stage: Stage, index: Path, family: str) -> None:
    """Leave a pip.conf that names the demo's wheels, and ask about these.

    :raises DemoError: If an answer is not the expected one.
    """
    stage.title("Ask pip")
    stage.tell(
        "The environment's pip.conf names the wheels, so pip can answer later, too."
    )
    # As URLs, for blanks separate them.
    names = (fictional.NAME, cpu.NAME, gpu.NAME)
    stage.configure("global.no-index", "true")
    stage.configure("global.find-links", " ".join((index / n).as_uri() for n in names))
    stage.run(f"pip variant explain {gpu.NAME}", f"{gpu.NAME} 1.0")
    stage.run("pip variant check", fictional.NAME)
    if family:
        machines = " ".join(f"--machine {name}" for name in _OTHERS[family])
        stage.run(f"pip variant matrix {cpu.NAME} {machines}", *_OTHERS[family])
