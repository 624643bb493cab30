"""Run the probes of built-in providers as they are run for users."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import variantlib.providers
from variantlib.plugins import ProviderAnswer
from variantlib.plugins.discovery import Plugin, plugin_path
from variantlib.plugins.outcomes import read_outcome
from variantlib.plugins.process import ask_plugins

COMPILER = shutil.which("cc") or shutil.which("gcc")

needs_compiler = pytest.mark.skipif(
    COMPILER is None or sys.platform != "linux",
    reason="needs a C compiler, and a loader that heeds LD_LIBRARY_PATH",
)


def ask_probe(module: str, timeout: float = 30.0) -> ProviderAnswer:
    """Ask a probe in a supervised process of its own.

    :param module: The name of the module beside the providers.
    """
    folder = str(Path(variantlib.providers.__file__).parent)
    plugin = Plugin(
        name=module.strip("_"),
        entry_point=f"{module}:Plugin",
        group="variant_plugins",
        distribution="variantlib",
        version="",
        location="",
        record=None,
    )
    [outcome] = ask_plugins([plugin], [folder, *plugin_path()], timeout)
    return read_outcome(plugin, outcome, timeout)


def facts_of(answer: ProviderAnswer) -> dict[str, tuple[str, ...]]:
    """Return the findings of a probe that gave an answer."""
    assert answer.problem is None, answer.problem
    return dict(answer.config or ())


def build_library(path: Path, source: str, values: Mapping[str, str]) -> Path:
    """Compile a shared library from C.

    :param values: Macros that the source wants.
    """
    assert COMPILER is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    code = path.with_suffix(".c")
    code.write_text(source)
    defined = [f"-D{name}={value}" for name, value in values.items()]
    command = [COMPILER, "-shared", "-fPIC", *defined, "-o", str(path), str(code)]
    subprocess.run(command, check=True)
    return path
