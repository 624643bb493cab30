"""Work on the patch series: see, edit, check it, and try it on other releases."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from backend.errors import BuildError
from backend.pins import read_pins
from backend.pipeline import renew_tree
from backend.series import read_series
from backend.upstream import digest_of, locate
from patchseries.lint import added_lines, lint_series
from patchseries.releases import fetch_pinned
from patchseries.repository import check_series, export_series, import_series
from patchseries.trial import try_release

ROOT = Path(__file__).resolve().parent.parent


def releases() -> list[str]:
    return fetch_pinned(ROOT, read_pins(ROOT))


def tree(_arguments: argparse.Namespace) -> int:
    """lay the patched pip out: python build/tree/src/pip ..."""
    print(renew_tree(ROOT, ROOT / "build/tree", releases()))
    return 0


def copy(_arguments: argparse.Namespace) -> int:
    """the same in build/copy, with copies of our modules in place of links"""
    print(renew_tree(ROOT, ROOT / "build/copy", releases(), live=False))
    return 0


def import_(_arguments: argparse.Namespace) -> int:
    """the same in build/pip, as a git repository with a commit for each patch"""
    print(import_series(ROOT, releases()))
    return 0


def export(_arguments: argparse.Namespace) -> int:
    """write the commits of build/pip back to src/patches"""
    print("\n".join(export_series(ROOT)) or "no patch has changed")
    return 0


def check(_arguments: argparse.Namespace) -> int:
    """whether an import and export would change no byte"""
    changed = check_series(ROOT, releases())
    print("\n".join(f"{name}: an export would rewrite it" for name in changed))
    return bool(changed)


def lint(_arguments: argparse.Namespace) -> int:
    """whether the series keeps the rules of src/patches/README.md"""
    problems = list(lint_series(ROOT, releases()))
    patches = read_series(ROOT / "src/patches")
    lines = sum(map(added_lines, patches))
    print("\n".join(problems) or f"{len(patches)} patches, {lines} lines added")
    return bool(problems)


def try_(arguments: argparse.Namespace) -> int:
    """which patch breaks where on other releases of pip"""
    for version in arguments.version:
        print(f"pip {version}")
        for line in try_release(ROOT, version, releases()):
            print(f"    {line}")
    return 0


def pin(_arguments: argparse.Namespace) -> int:
    """print the digests of the pinned releases, for pyproject.toml"""
    pins = read_pins(ROOT)
    for release in (locate(p, releases()) for p in (pins.pip, pins.attrs)):
        print(f'{release.pin.name} = "{digest_of(release)}"')
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "tree": tree,
    "copy": copy,
    "import": import_,
    "export": export,
    "check": check,
    "lint": lint,
    "try": try_,
    "pin": pin,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, function in COMMANDS.items():
        command = commands.add_parser(name, help=function.__doc__)
        command.set_defaults(function=function)
        if function is try_:
            command.add_argument("version", nargs="+")
    arguments = parser.parse_args()
    try:
        return int(arguments.function(arguments))
    except BuildError as error:
        print(f"{error}.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
