"""See it work: `python3 tools/demo [FOLDER]`.

Builds the fork into an environment of its own and shows its choices there: on hardware
that does not exist, then on this machine's CPU. It shows only real commands with their
real output. Everything goes into FOLDER, by default `build/demo`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bootstrap import REPOSITORY, BootstrapError, make_environment
from demo import cpu, fictional
from demo.index import serve
from demo.stage import DemoError, Stage, shown_variables, user_variables

_ACTIVATE = r"{}\activate" if os.name == "nt" else ". {}/activate"
_REMOVE = "rmdir /s /q {}" if os.name == "nt" else "rm -r {}"


def main(arguments: Sequence[str]) -> int:
    """Return 0 if every outcome was the expected one, else 1."""
    folder = Path(arguments[0] if arguments else REPOSITORY / "build" / "demo")
    try:
        _play(folder.resolve())
    except (BootstrapError, DemoError) as error:
        print(f"\nThe demo failed. {error}", file=sys.stderr)
        return 1
    return 0


def _play(folder: Path) -> None:
    _clear(folder)
    print(f"Making an environment in {folder / 'env'}", flush=True)
    scripts = make_environment(folder / "env").parent
    _prepare(Stage(scripts, REPOSITORY, user_variables()), folder / "index")
    with serve(folder / "index") as url:
        stage = Stage(scripts, folder, shown_variables(url, folder))
        fictional.play(stage)
        cpu.play(stage)
    _tell_how_to_go_on(folder, scripts)


def _clear(folder: Path) -> None:
    """Remove the files of an earlier demo, and nothing else."""
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / "env").is_dir():
        raise DemoError(f"{folder} holds other things than a demo; name a new folder.")
    shutil.rmtree(folder)


def _prepare(stage: Stage, index: Path) -> None:
    stage.title("The fork, two plugins' projects, and wheels")
    stage.tell("Build the fork and install it; variantlib is for makers of wheels.")
    stage.run("python -m pip install --quiet . ./src/variantlib")
    stage.run("pip --version", "26.3+variants")
    stage.tell("Plugins report what the machine has. To install one is to allow it.")
    plugins = "./tools/demo/fictional_plugins ./tools/demo/archspec_plugin"
    stage.run(f"pip install --quiet {plugins}")
    stage.tell("Wheels: of our own project, and of one of PyPI with compiled code.")
    guide, project = (stage.path(index / name) for name in (fictional.NAME, cpu.NAME))
    stage.run(f"pip wheel --quiet --no-deps -w {guide} ./tools/demo/guide")
    wanted = f"--only-binary :all: -d {project} {cpu.NAME}=={cpu.VERSION}"
    stage.run(f"pip download --quiet --no-deps {wanted}")


def _tell_how_to_go_on(folder: Path, scripts: Path) -> None:
    find = f"--no-index --find-links {folder / 'index' / cpu.NAME}"
    print("\n\nAll as expected. The environment stays:")
    print("  activate:", _ACTIVATE.format(scripts))
    print("  try:      pip install -v --force-reinstall", find, cpu.NAME)
    print("  remove:  ", _REMOVE.format(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
