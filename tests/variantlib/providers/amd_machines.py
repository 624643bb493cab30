"""Machines with hardware of AMD, and a way to ask about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.variantlib.providers.kfd_trees import Node
from variantlib.providers.amd import report
from variantlib.providers.host import Host
from variantlib.providers.provider import Policy, Report

MI210 = Node(90010, device=0x740F)

NO_ROCM = "no ROCm is found, so builds that ask for a rocm_version do not fit"

Ask = Callable[..., Report]


def asking(root: Path) -> Ask:
    """Return a function that asks about the tree in a folder."""

    def ask(gpus: str = "highest", **variables: str) -> Report:
        host = Host("linux", "x86_64", str(root), variables)
        return report(host, None, Policy(gpus))

    return ask
