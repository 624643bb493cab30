"""Run all tests in an environment of their own: `python3 tools/check.py`.

Arguments go to pytest, as in `python3 tools/check.py tests/variantlib -k hash`; with
`--coverage`, which is for all tests, `coverage_gate.py` has the last word. The
environment is kept in `build/check` and made anew when pyproject.toml changes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bootstrap import REPOSITORY, BootstrapError, install, make_environment, python_of

_ENVIRONMENT = REPOSITORY / "build" / "check"
_GATE = REPOSITORY / "tools" / "coverage_gate.py"
_MEASURE = ["--cov", "--cov-report="]
# One more than there are processors: many tests wait for another process.
_WORKERS = ["-n", str(min(os.cpu_count() or 1, 8) + 1), "--dist", "worksteal"]


def main(arguments: Sequence[str]) -> int:
    """Return pytest's exit code, or that of the gate."""
    given = [argument for argument in arguments if argument != "--coverage"]
    is_measured = given != [*arguments]
    try:
        python = _environment(_ENVIRONMENT)
    except BootstrapError as error:
        print(f"The tests cannot run. {error}", file=sys.stderr)
        return 2
    measure = _MEASURE if is_measured else []
    command: list[str | Path] = [python, "-m", "pytest", *_WORKERS, *measure, *given]
    try:
        done = subprocess.run(command, cwd=REPOSITORY, stdin=subprocess.DEVNULL)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    if done.returncode or not is_measured:
        # That of "no tests" is a failure, too.
        return done.returncode
    return subprocess.run([python, _GATE], cwd=REPOSITORY).returncode


def _environment(folder: Path) -> Path:
    project = REPOSITORY / "pyproject.toml"
    seen = f"{sys.version}\n{hashlib.sha256(project.read_bytes()).hexdigest()}\n"
    stamp = folder / "made-for.txt"
    if stamp.exists() and stamp.read_text("utf-8") == seen:
        # Some tests look at the pip that runs them, and a patch may have changed.
        try:
            return _install_fork(folder)
        except BootstrapError:
            print("The fork installed there cannot install its successor.", flush=True)
    print(f"Making the environment of the tests in {folder}", flush=True)
    install(make_environment(folder), "--group", f"{project}:test")
    stamp.write_text(seen, "utf-8")
    return _install_fork(folder)


def _install_fork(folder: Path) -> Path:
    python = python_of(folder)
    install(python, "--editable", str(REPOSITORY))
    return python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
