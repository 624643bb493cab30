"""Put variantlib and attrs where pip keeps its dependencies, under `pip._vendor`."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from .errors import BuildError
from .overlay import as_copy, as_link, is_source
from .upstream import Release, copy, copy_file

_REWRITES = (
    (r"(?m)^( *)import (attr|tomli as tomllib)$", r"\1from pip._vendor import \2"),
    (r"(?m)^( *)from (attr|packaging)\b", r"\1from pip._vendor.\2"),
)
_MUST_NOT_STAY = {"attr", "attrs", "packaging", "tomli", "variantlib"}

_LIVE_MODULE = '''\
"""Editable build: runs {source} with its imports turned to pip's copies."""
import re

with open({source!r}, encoding="utf-8") as file:
    _text = file.read()
for _old, _new in {rewrites!r}:
    _text = re.sub(_old, _new, _text)
exec(compile(_text, {source!r}, "exec", dont_inherit=True))
'''


def rewrite_imports(text: str, where: str) -> tuple[str, int]:
    """Turn imports of vendored packages to `pip._vendor`; also return how many.

    BuildError if the parser sees another number of such imports than were turned.
    """
    count = 0
    rewritten = text
    for old, new in _REWRITES:
        rewritten, turned = re.subn(old, new, rewritten)
        count += turned
    expected = sum(_imports_to_turn(_parse(text, where)))
    if count != expected:
        raise BuildError(
            f"{where} has {expected} imports of {', '.join(sorted(_MUST_NOT_STAY))}, "
            f"but {count} can be turned to pip's copies: write `import attr` alone, "
            "`import tomli as tomllib`, `from packaging... import`, and everything of "
            "variantlib relative"
        )
    return rewritten, count


def _parse(text: str, where: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise BuildError(f"{where}, line {error.lineno}: {error.msg}") from None


def _imports_to_turn(module: ast.Module) -> list[int]:
    """For each import statement: how many names in it must not stay absolute."""
    names = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.append(node.module or "")
    return [name.partition(".")[0] in _MUST_NOT_STAY for name in names]


def vendor_attrs(release: Release, target: Path) -> None:
    """Copy attrs' `attr` package with its licence; it imports itself relatively."""
    copy(release, target)
    for module in sorted(target.glob("*.py")):
        _text, count = rewrite_imports(module.read_text(encoding="utf-8"), module.name)
        if count:
            raise BuildError(f"attr/{module.name} imports by absolute name")
    for path, name in release.licences:
        copy_file(release.folder / path, target / Path(name).name)


def vendor_variantlib(project: Path, target: Path, live: bool) -> None:
    """Put variantlib with its licence into *target*, its imports turned to pip's.

    With *live*, later edits of the sources count: modules are links, and those whose
    imports must be turned are stubs that do so each time they are loaded.
    """
    _vendor_package(project / "variantlib", target, live)
    copy_file(project / "LICENSE", target / "LICENSE")


def _vendor_package(package: Path, target: Path, live: bool) -> None:
    target.mkdir()
    place = as_link if live else as_copy
    for source in sorted(filter(is_source, package.iterdir())):
        if source.is_dir():
            _vendor_package(source, target / source.name, live)
            continue
        text = source.read_text(encoding="utf-8") if source.suffix == ".py" else ""
        text, count = rewrite_imports(text, str(source))
        if not count:
            place(source, target / source.name)
            continue
        if live:
            text = _LIVE_MODULE.format(source=str(source), rewrites=_REWRITES)
        (target / source.name).write_bytes(text.encode())
