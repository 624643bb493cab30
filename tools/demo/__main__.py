"""See it work: `python3 tools/demo [FOLDER]`.

Builds the fork into an environment of its own and shows its choices there: on hardware
that does not exist, on this machine's CPU, and for graphics cards of machines that are
simulated. It shows only real commands with their real output.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bootstrap import REPOSITORY, BootstrapError, make_environment
from demo import asking, cpu, fictional, gpu
from demo.index import serve
from demo.stage import (
    DemoError,
    Stage,
    own_variables,
    shown_variables,
    user_variables,
)

_ACTIVATE = r"{}\activate" if os.name == "nt" else ". {}/activate"
_REMOVE = "rmdir /s /q {}" if os.name == "nt" else "rm -r {}"


def main(arguments: Sequence[str]) -> int:
    """Return 0 if every outcome was the expected one, else 1."""
    folder = _parser().parse_args(arguments).folder
    try:
        _play(folder.resolve())
    except (BootstrapError, DemoError) as error:
        print(f"\nThe demo failed. {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 tools/demo",
        description=(__doc__ or "").partition("\n\n")[2],
        epilog="It needs the package index, and less than a minute.",
    )
    default = REPOSITORY / "build" / "demo"
    about = "where everything goes, by default build/demo"
    parser.add_argument("folder", nargs="?", type=Path, default=default, help=about)
    return parser


def _play(folder: Path) -> None:
    _clear(folder)
    print(f"Making an environment in {folder / 'env'}", flush=True)
    scripts = make_environment(folder / "env").parent
    _prepare(Stage(scripts, REPOSITORY, user_variables()), folder / "index")
    with serve(folder / "index") as url:
        stage = Stage(scripts, folder, shown_variables(url, folder))
        fictional.play(stage)
        family = cpu.play(stage)
        gpu.play(stage, folder / "machines")
    stage = Stage(scripts, folder, own_variables(folder))
    asking.play(stage, folder / "index", family)
    _tell_how_to_go_on(folder, scripts)


def _clear(folder: Path) -> None:
    """Remove the files of an earlier demo, and nothing else."""
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / "env").is_dir():
        raise DemoError(f"{folder} holds other things than a demo; name a new folder.")
    shutil.rmtree(folder)


def _prepare(stage: Stage, index: Path) -> None:
    stage.title("The fork, plugins, and wheels")
    stage.tell("Build the fork and install it; variantlib is for makers of wheels.")
    stage.run("python -m pip install --quiet . ./src/variantlib")
    stage.run("pip --version", "26.3+variants")
    stage.tell("Plugins report hardware that pip does not know by itself.")
    stage.run("pip install --quiet ./tools/demo/fictional_plugins")
    stage.tell(
        "Wheels: of two projects of our own, and of one of PyPI that is compiled."
    )
    for name, source in ((fictional.NAME, "guide"), (gpu.NAME, "renderer")):
        target = stage.path(index / name)
        stage.run(f"pip wheel --quiet --no-deps -w {target} ./tools/demo/{source}")
    project = stage.path(index / cpu.NAME)
    wanted = f"--only-binary :all: -d {project} {cpu.NAME}=={cpu.VERSION}"
    stage.run(f"pip download --quiet --no-deps {wanted}")


def _tell_how_to_go_on(folder: Path, scripts: Path) -> None:
    print("\n\nAll as expected. The environment stays, and its pip.conf, too:")
    print("  activate:", _ACTIVATE.format(scripts))
    print("  try:      pip install -v --force-reinstall", cpu.NAME)
    print("  remove:  ", _REMOVE.format(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
