"""Asks one provider plugin, in a process of its own. Standalone: standard library only.

The wire contract
-----------------
Run as ``python _worker.py FOLDER``, or a supervisor calls ``main`` in a process of its
own. The folder is private and the current directory.

``FOLDER/request.json`` is read::

    {"entry": "package.module:Class",   the object of the entry point
     "name": "fictional_hw",            the provider, unless the plugin says otherwise
     "path": ["/...", ...],             sys.path for the plugin
     "parent": "pip._vendor",           the package that holds who asks
     "vendor": ["/.../pip/_vendor"],    and where that is
     "memory": 4294967296,              limit of the data segment in bytes
     "seconds": 480,                    limit of the time on the processors
     "trace": 27.0 or null,             seconds after which the running code is printed
     "answer": 4194304}                 limit of the answer in bytes

``FOLDER/answer.json`` is written, aside and then renamed, and is one of::

    {"provider": "fictional_hw", "named": true,
     "variables": ["NAME", ...], "files": ["/...", ...], "config": {...} or null}
    {"provider": "fictional_hw", "named": true,
     "problem": "raised ValueError: no such device"}

``named`` is whether the plugin itself told the provider's name. ``config`` is described
by ``variantlib.wire``; null is the plugin's "nothing here". ``variables`` are the
environment variables that the answer depends on, ``files`` the paths of such files.
Printed text is not part of the answer. The exit status is 0 when an answer was written.

``_adapter.py``, which lies beside this script, tells how plugins are asked. A plugin
imports ``variantlib`` from the environment; promised names that it lacks come from the
copy of the asking program. The current directory of that is not importable: this
process has another.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import importlib.machinery
import json
import os
import sys
import types

# That of typing takes longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Prepared = tuple[Any, dict[str, Any]]

PROMISED = {
    "variantlib.config": ("KeyConfig", "ProviderConfig"),
    "variantlib.meta": ("VariantMeta", "VariantDescription"),
}
MAX_PROBLEM = 400


def main(folder: str, prepared: Prepared | None = None) -> int:
    process = os.getpid()
    request = read_request(folder)
    limit_resources(request["memory"], request["seconds"])
    if request["trace"] is not None:
        faulthandler.dump_traceback_later(request["trace"])
    adapter, copies = prepared or prepare(folder)
    sys.path[:] = request["path"]
    answer = {"provider": request["name"], "named": False}
    try:
        dump_config = import_variantlib(request["parent"], request["vendor"], copies)
        adapter.ask(request["entry"], dump_config, answer)
        data = json.dumps(answer).encode("ascii")
        if len(data) > request["answer"]:
            text = f"answered with {len(data)} bytes, which is too much"
            raise adapter.PluginProblem(text)
    except BaseException as exc:  # Whatever it is, it is reported.
        named = {key: answer[key] for key in ("provider", "named")}
        data = json.dumps({**named, "problem": describe(exc)}).encode("ascii")
    if os.getpid() != process:  # The plugin forked, and this is not the original.
        return 1
    write(os.path.join(folder, "answer.json"), data)
    return 0


def read_request(folder: str) -> Any:
    with open(os.path.join(folder, "request.json"), encoding="ascii") as file:
        return json.load(file)


def prepare(folder: str) -> Prepared:
    """Import all that is the same for every plugin.

    :return: The module that asks plugins, and the copies of the asking program.
    """
    here = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.machinery.PathFinder.find_spec("_adapter", [here])
    assert spec is not None
    assert spec.loader is not None
    # importlib.util has a function for it, and takes long to import.
    adapter = types.ModuleType("_adapter")
    spec.loader.exec_module(adapter)
    request = read_request(folder)
    return adapter, import_copies(request["parent"], request["vendor"])


def limit_resources(memory: int, seconds: int) -> None:
    """Bound the resources that the plugin may take, even if nobody watches over it.

    Address space is left alone: libraries of GPUs reserve far more than they use.
    """
    try:
        import resource
    except ImportError:
        return
    limits = {
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_CORE: 0,
    }
    for kind, wanted in limits.items():
        hard = resource.getrlimit(kind)[1]
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (limit, limit))
    # Where memory does run out, the kernel ends the plugin and not pip.
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def import_copies(parent: str, folders: list[str]) -> dict[str, Any]:
    """Return the modules of the asking program that plugins may need, by their names.

    They are none where they cannot be imported; who needs them will say so.
    """
    with standing_in(parent, folders) as stand_ins, contextlib.suppress(Exception):
        for module in ("variantlib.wire", *PROMISED):
            importlib.import_module(f"{parent}.{module}")
        top = parent.partition(".")[0]
        ours = [name for name in sys.modules if is_in(name, top)]
        return {name: sys.modules.pop(name) for name in ours if name not in stand_ins}
    return {}


def import_variantlib(parent: str, folders: list[str], copies: dict[str, Any]) -> Any:
    """Make ``variantlib`` importable for the plugin; return our ``dump_config``."""
    with standing_in(parent, folders):
        sys.modules.update(copies)
        wire = importlib.import_module(f"{parent}.variantlib.wire")
        keep_promise(f"{parent}.")
    return wire.dump_config


@contextlib.contextmanager
def standing_in(parent: str, folders: list[str]) -> Iterator[set[str]]:
    """Have packages stand in for those of the asking program, and yield their names.

    Its copies are imported under their own names, below these: the environment may
    hold another pip, or none.
    """
    top, *inner = parent.split(".")
    names = [".".join([top, *inner[:count]]) for count in range(len(inner) + 1)]
    ours = [name for name in sys.modules if is_in(name, top)]
    hidden = {name: sys.modules.pop(name) for name in ours}
    sys.modules.update({name: stand_in(name, []) for name in names[:-1]})
    sys.modules[parent] = stand_in(parent, folders)
    try:
        yield set(names)
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(hidden)


def is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def stand_in(name: str, path: list[str]) -> Any:
    package: Any = types.ModuleType(name)
    package.__path__ = list(path)
    return package


def keep_promise(prefix: str) -> None:
    """Let plugins import the promised names, whatever ``variantlib`` is there.

    Only the modules that fall short are replaced: plugins of later generations depend
    on a ``variantlib`` with others.

    :param prefix: The common beginning of the names of our copies.
    """
    lacking = [module for module, names in PROMISED.items() if not has(module, *names)]
    if lacking and not has("variantlib"):
        for name in [name for name in sys.modules if is_in(name, "variantlib")]:
            del sys.modules[name]
        for module in PROMISED:
            importlib.import_module(prefix + module)
        copies = [name for name in sys.modules if is_in(name, f"{prefix}variantlib")]
        lacking = [name.removeprefix(prefix) for name in copies]
    for module in lacking:
        replace(module, prefix)


def replace(module: str, prefix: str) -> None:
    copy = importlib.import_module(prefix + module)
    sys.modules[module] = copy
    package, _, name = module.rpartition(".")
    if package:
        setattr(sys.modules[package], name, copy)


def has(module: str, *names: str) -> bool:
    try:
        found = importlib.import_module(module)
    except Exception:  # Importing it runs foreign code.
        return False
    return all(hasattr(found, name) for name in names)


def print_trace(exc: BaseException) -> None:
    """Print where the plugin went wrong, if it came to run, without who asked it."""
    # Only a plugin that goes wrong has to wait for the import.
    import traceback

    ours = os.path.dirname(print_trace.__code__.co_filename)
    asking = (ours, os.path.dirname(importlib.__file__), "")
    trace = exc.__traceback__
    while trace and os.path.dirname(trace.tb_frame.f_code.co_filename) in asking:
        trace = trace.tb_next
    if trace:
        traceback.print_exception(type(exc), exc, trace)


def describe(exc: BaseException) -> str:
    with contextlib.suppress(Exception):  # The plugin may have closed its output.
        print_trace(exc)
    try:
        text = str(exc)
    except Exception:  # str() is the plugin's code as well.
        text = "(its text cannot be had)"
    kind = type(exc).__name__
    if kind == "PluginProblem":
        return text
    if isinstance(exc, SystemExit):
        return f"called sys.exit({text[:MAX_PROBLEM]})"
    if kind in ("InvalidField", "InvalidConfig"):
        return f"gave an unusable answer: {text[:MAX_PROBLEM]}"
    return f"raised {kind}: {text[:MAX_PROBLEM]}" if text else f"raised {kind}"


def write(path: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    aside = f"{path}.part"
    with open(os.open(aside, flags, 0o600), "wb") as file:
        file.write(data)
    os.replace(aside, path)


if __name__ == "__main__":
    status = 1
    try:
        status = main(sys.argv[1])
    finally:
        # Neither threads nor exit handlers of the plugin get a say.
        os._exit(status)
