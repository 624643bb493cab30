"""The digest of a machine: of all that it has, and of nothing else."""

from __future__ import annotations

from variantlib.machine.detectors import FileDetector
from variantlib.machine.digest import digest_of
from variantlib.machine.files import MachineFile, parse_machine
from variantlib.machine.writing import write_machine

GPU = parse_machine(
    b"format = 1\npython = '3.12'\nproviders.nvidia.keys.sm_arch = ['90_real']", "gpu"
)


def digest(machine: MachineFile) -> str:
    return digest_of(machine.answers, machine.platform, machine.detect)


def test_a_saved_machine_has_the_digest_of_the_machine() -> None:
    answers = FileDetector(GPU).answers
    text = write_machine(answers, "another name", platform=GPU.platform)
    assert digest(parse_machine(text.encode(), "saved.toml")) == digest(GPU)


def test_whatever_a_machine_has_counts() -> None:
    others = [
        GPU._replace(answers=()),
        GPU._replace(detect=True),
        GPU._replace(platform=GPU.platform._replace(python=(3, 13))),
    ]
    assert len({digest(GPU), *map(digest, others)}) == 4
