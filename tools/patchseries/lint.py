"""The rules of the series; `src/patches/README.md` gives the reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from backend.diff import Hunk, parse_patch
from backend.errors import BuildError
from backend.series import Patch, read_order, read_series

from .header import REQUIRED, read_header
from .prefixes import check_prefixes
from .wording import called_hooks, unwelcome_lines

MOST_ADDED_LINES = 120
_OURS = "pip._internal.variants."
_FOLDER = "src/pip/_internal/variants"


def lint_series(root: Path, path: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each rule broken by the series of the checkout *root*."""
    folder = root / "src/patches"
    problems = list(_check_order(folder))
    if not problems:
        patches = read_series(folder)
        for patch in patches:
            problems += [f"{patch.name}: {said}" for said in lint_patch(root, patch)]
        problems += _check_size(patches)
        problems += check_prefixes(root, patches, path)
    yield from problems


def lint_patch(root: Path, patch: Patch) -> Iterator[str]:
    """Yield the faults of one patch by itself."""
    try:
        hunks = _read_hunks(patch)
    except (BuildError, UnicodeDecodeError) as error:
        yield str(error)
        return
    yield from _check_files(patch)
    yield from _check_header(patch)
    yield from _check_hooks(root, patch, hunks)
    yield from _check_tests(root, patch)
    for hunk in hunks:
        for line in unwelcome_lines(hunk):
            yield f"does more than call a hook or pass a value: {line!r}"


def _check_order(folder: Path) -> Iterator[str]:
    names = read_order(folder)
    present = {file.name for file in folder.glob("*.patch")}
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"series: names {name} twice"
    for name in sorted(set(names) - present):
        yield f"series: names {name}, which is not there"
    for name in sorted(present - set(names)):
        yield f"{name}: is not in the series"


def _read_hunks(patch: Patch) -> list[Hunk]:
    return [hunk for _path, hunks in parse_patch(patch.text) for hunk in hunks]


def added_lines(patch: Patch) -> int:
    """How many lines the patch adds."""
    return sum(line[0] == "+" for hunk in _read_hunks(patch) for line in hunk.lines)


def _check_size(patches: Sequence[Patch]) -> Iterator[str]:
    added = sum(map(added_lines, patches))
    if added > MOST_ADDED_LINES:
        yield f"series: adds {added} lines, more than {MOST_ADDED_LINES}"


def _check_files(patch: Patch) -> Iterator[str]:
    for path, _hunks in parse_patch(patch.text):
        if not path.startswith("src/pip/_internal/"):
            yield f"touches {path}; only src/pip/_internal/ is ours to patch"
        if path.startswith(f"{_FOLDER}/"):
            yield f"touches {path}, which is our own: edit it there"


def _check_header(patch: Patch) -> Iterator[str]:
    header = read_header(patch.data)
    if f"{header.name}.patch" != patch.name:
        name = patch.name.removesuffix(".patch")
        yield f"subject {header.subject!r} should be '{name}: what it does'"
    for field in REQUIRED:
        if not header.fields[field]:
            yield f"has no '{field}:' line"


def _check_hooks(root: Path, patch: Patch, hunks: Sequence[Hunk]) -> Iterator[str]:
    named = set(read_header(patch.data).fields["Hook"])
    called = {_OURS + hook for hunk in hunks for hook in called_hooks(hunk)}
    for hook in sorted(named - called):
        yield f"names the hook {hook}, but does not use it"
    for hook in sorted(called - named):
        yield f"uses {hook}, but has no 'Hook:' line for it"
    for hook in sorted(called):
        module, _, name = hook.removeprefix(_OURS).partition(":")
        if name not in defined_names(_file_of(root / _FOLDER, module)):
            yield f"uses {hook}, which does not exist"


def _file_of(folder: Path, module: str) -> Path:
    """Return the file of a module, which may be a package."""
    path = folder.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _check_tests(root: Path, patch: Patch) -> Iterator[str]:
    for test in read_header(patch.data).fields["Test"]:
        file, _, name = test.partition("::")
        if not file.startswith("tests/") or not (root / file).is_file():
            yield f"names the test {file}, which does not exist"
        elif name and name not in defined_names(root / file):
            yield f"names the test {test}, but {file} has no {name}"


def defined_names(module: Path) -> set[str]:
    """Names that a module defines or imports; methods as `Class.method`.

    A class has the methods of its bases, where these are of modules beside this one.
    A package has the names of modules in it that its table `_LATER` lists.
    """
    names: set[str] = set()
    nodes = ast.parse(module.read_text(encoding="utf-8")).body
    for node in nodes:
        names.update(_names_of(node))
        if isinstance(node, ast.Assign) and "_LATER" in _names_of(node):
            names.update(_found_later(node.value, module))
        if isinstance(node, ast.ClassDef):
            members = [name for member in node.body for name in _names_of(member)]
            members += _inherited(node, nodes, module)
            names.update(f"{node.name}.{name}" for name in members)
    return names


def _found_later(table: ast.expr, package: Path) -> Iterator[str]:
    """Yield the names in a table of modules that these do define."""
    for module, listed in ast.literal_eval(table).items():
        yield from defined_names(package.with_name(f"{module}.py")) & set(
            listed.split()
        )


def _inherited(
    class_: ast.ClassDef, nodes: Sequence[ast.stmt], module: Path
) -> Iterator[str]:
    bases = {base.id for base in class_.bases if isinstance(base, ast.Name)}
    for node in nodes:
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        file = module.with_name(f"{node.module.rpartition('.')[2]}.py")
        for base in bases.intersection(alias.name for alias in node.names):
            if file.is_file():
                prefix = f"{base}."
                defined = defined_names(file)
                yield from (n[len(prefix) :] for n in defined if n.startswith(prefix))


def _names_of(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)
    elif isinstance(node, ast.Assign):
        yield from (t.id for t in node.targets if isinstance(t, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.If):
        # A patch may name in an annotation what is there for type checkers only.
        yield from (name for inner in node.body for name in _names_of(inner))
