"""Asks one provider plugin, in a process of its own. Standalone: standard library only.

The wire contract
-----------------
Run as ``python _worker.py FOLDER``. The folder is private and the current directory.

``FOLDER/request.json`` is read::

    {"entry": "package.module:Class",   the entry point's value
     "name": "fictional_hw",            its name
     "path": ["/...", ...],             sys.path for the plugin
     "vendor": ["/.../pip/_vendor"],    where pip keeps its copies of libraries
     "memory": 4294967296,              limit of the data segment in bytes
     "answer": 4194304}                 limit of the answer in bytes

``FOLDER/answer.json`` is written, aside and then renamed, and is one of::

    {"provider": "fictional_hw", "variables": ["NAME", ...], "config": {...} or null}
    {"provider": "fictional_hw", "problem": "raised ValueError: no such device"}

``config`` is what ``variantlib.wire`` describes; null is the plugin's "nothing here".
``variables`` are the environment variables that the answer depends on. Whatever is
printed is not part of the answer. The exit status is 0 when an answer was written.

The plugin's class is called without arguments, then its ``run()``, once. It imports
``variantlib`` from the environment if that has what a plugin was promised, else the
copy in pip. The current directory of pip is not importable: this process has another.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.machinery
import importlib.util
import json
import os
import sys
import traceback
from typing import Any

PROMISED = {
    "variantlib.config": ("KeyConfig", "ProviderConfig"),
    "variantlib.meta": ("VariantMeta", "VariantDescription"),
}
VENDORED = "pip._vendor."
MAX_PROBLEM = 400


class PluginProblem(Exception):
    """What is wrong with a plugin, said so that a sentence may start with its name."""


def main(folder: str) -> int:
    process = os.getpid()
    with open(os.path.join(folder, "request.json"), encoding="ascii") as file:
        request = json.load(file)
    limit_resources(request["memory"])
    sys.path[:] = request["path"]
    answer = {"provider": request["name"]}
    try:
        dump_config = import_variantlib(request["vendor"])
        answer = ask(request["entry"], dump_config, answer)
        data = json.dumps(answer).encode("ascii")
        if len(data) > request["answer"]:
            raise PluginProblem(f"answered with {len(data)} bytes, which is too much")
    except BaseException as exc:  # Whatever it is, it is reported.
        answer = {"provider": answer["provider"], "problem": describe(exc)}
        data = json.dumps(answer).encode("ascii")
    if os.getpid() != process:  # The plugin forked, and this is not the original.
        return 1
    write(os.path.join(folder, "answer.json"), data)
    return 0


def limit_resources(memory: int) -> None:
    """Bound what the plugin may take from others.

    Address space is left alone: libraries of GPUs reserve far more than they use.
    """
    try:
        import resource
    except ImportError:
        return
    for kind, wanted in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (limit, limit))
    # Where memory does run out, the kernel ends the plugin and not pip.
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def import_variantlib(vendor: list[str]) -> Any:
    """Make ``variantlib`` importable for the plugin; return our ``dump_config``.

    Pip's copies are imported under their own names, below packages that stand in for
    ``pip`` and ``pip._vendor``: the environment may hold another pip, or none.
    """
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if is_pip(name)}
    sys.modules["pip"] = package("pip", [])
    sys.modules["pip._vendor"] = package("pip._vendor", vendor)
    try:
        wire = importlib.import_module(f"{VENDORED}variantlib.wire")
        if not is_promise_kept():
            alias_vendored()
    finally:
        del sys.modules["pip"], sys.modules["pip._vendor"]
        sys.modules.update(hidden)
    return wire.dump_config


def is_pip(name: str) -> bool:
    return name == "pip" or name.startswith("pip.")


def package(name: str, path: list[str]) -> Any:
    spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = list(path)
    return importlib.util.module_from_spec(spec)


def is_promise_kept() -> bool:
    """Whether the environment's ``variantlib`` has what plugins may import."""
    try:
        return all(
            hasattr(importlib.import_module(module), name)
            for module, names in PROMISED.items()
            for name in names
        )
    except Exception:  # Importing it runs foreign code.
        return False


def alias_vendored() -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "variantlib"]:
        del sys.modules[name]
    for name in PROMISED:
        importlib.import_module(VENDORED + name)
    prefix = f"{VENDORED}variantlib"
    for name, module in list(sys.modules.items()):
        if name == prefix or name.startswith(f"{prefix}."):
            sys.modules[name[len(VENDORED) :]] = module


def ask(entry: str, dump_config: Any, answer: dict[str, Any]) -> dict[str, Any]:
    """Run the plugin and return what it answers.

    ``answer`` takes the provider's name as soon as the plugin has told it, so that
    a problem that comes later can name it.
    """
    plugin_class = load(entry)
    name = getattr(plugin_class, "__provider_name__", None)
    if not isinstance(name, str):
        raise PluginProblem("has no __provider_name__ that is text")
    answer["provider"] = name
    config = plugin_class().run()
    if config is not None and not hasattr(config, "provider"):
        returned = type(config).__name__
        raise PluginProblem(f"returned {returned}, not a ProviderConfig or None")
    dumped = None if config is None else dump_config(config)
    if dumped is not None and dumped["provider"] != name:
        raise PluginProblem(
            f"calls itself {name!r}, but reports the provider {dumped['provider']!r}"
        )
    variables = variables_of(plugin_class)
    return {"provider": name, "variables": variables, "config": dumped}


def load(entry: str) -> Any:
    module, _, attributes = entry.partition("[")[0].partition(":")
    found: Any = importlib.import_module(module.strip())
    for attribute in filter(None, attributes.strip().split(".")):
        found = getattr(found, attribute)
    if not isinstance(found, type):
        raise PluginProblem(f"has the entry point {entry!r}, which is not a class")
    if not callable(getattr(found, "run", None)):
        raise PluginProblem("has no run(): it may be made for another plugin interface")
    return found


def variables_of(plugin_class: Any) -> list[str]:
    variables = getattr(plugin_class, "__provider_variables__", ())
    if not isinstance(variables, (list, tuple, set, frozenset)) or not all(
        isinstance(name, str) for name in variables
    ):
        raise PluginProblem("has a __provider_variables__ that is not a list of names")
    return sorted(variables)


def describe(exc: BaseException) -> str:
    if isinstance(exc, PluginProblem):
        return str(exc)
    with contextlib.suppress(Exception):  # The plugin may have closed its output.
        traceback.print_exc()
    try:
        text = str(exc)
    except Exception:  # str() is the plugin's code as well.
        text = "(its text cannot be had)"
    kind = type(exc).__name__
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
