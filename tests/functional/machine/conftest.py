"""A machine to install for that is a folder, and wheels with labels for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Index, PipEnv, label_document, make_label_wheel
from tests.variantlib.providers import cpus

Put = Callable[..., None]


@pytest.fixture
def host(env: PipEnv, tmp_path: Path) -> Path:
    """The root folder of the machine that is installed for: a Haswell."""
    root = tmp_path / "host"
    (root / "proc").mkdir(parents=True)
    (root / "proc/cpuinfo").write_text(cpus.x86(cpus.HASWELL))
    del env.variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"]
    env.variables["VARIANTLIB_SYSROOT"] = str(root)
    env.variables["VARIANTLIB_PLATFORM"] = "linux-x86_64"
    return root


@pytest.fixture
def put(index: Index, wheels: Path, env: PipEnv) -> Put:
    """Put label wheels of `pkg` on the index, with the tables of their providers."""

    def put(variants: Mapping[str, Any], **requires: Sequence[str]) -> None:
        for label, properties in variants.items():
            made = make_label_wheel(wheels, "pkg", "1.0", label, properties)
            index.add(made)
        tables = {name: {"requires": list(names)} for name, names in requires.items()}
        document = label_document(variants, providers=tables)
        index.add_bytes("pkg-1.0-variants.json", document, "pkg")
        env.variables["PIP_INDEX_URL"] = index.url

    return put


def output(env: PipEnv, *args: object) -> str:
    done = env.pip(*args)
    return done.words
