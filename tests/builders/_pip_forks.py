"""Run commands of pip, each in a fork of a process that has imported it.

A process of `python -m pip COMMAND` imports pip, reads the arguments, imports the
module of the command, and runs that. Here one process has imported pip, and for each
command another has imported its module, too. Both wait. A request for a command forks
off a child, which is then where a process of its own would be, with its own folder,
variables and files for its output, and does the rest as that would.

The one argument is a line of JSON: by command, the modules that nearly each run of it
imports later, and that are there at once. Requests come as lines of JSON on standard
input; for each, the exit code of the child is a line on standard output.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module, invalidate_caches
from typing import IO, Any, NoReturn


class Commands:
    """Passes each request on to the process that has imported its command."""

    def __init__(self, later: dict[str, list[str]]) -> None:
        self._known = import_module("pip._internal.commands").commands_dict
        is_ours = "variant" in self._known
        self._later = later if is_ours else {}
        self._waiting: dict[str, IO[bytes]] = {}

    def pass_on(self, request: Any) -> bool:
        name = self._name(request["args"])
        if name not in self._waiting:
            read, write = os.pipe()
            self._waiting[name] = os.fdopen(write, "wb", 0)
            if not os.fork():
                self.close()
                self._prepare(name)
                return serve(os.fdopen(read, "rb"), fork) or stop()
            os.close(read)
        self._waiting[name].write(json.dumps(request).encode() + b"\n")
        return False

    def _name(self, args: list[str]) -> str:
        """Return the name of the command, with that of its subcommand if it is ours."""
        first, second, *_ = [*args, "", ""]
        if first not in self._known:
            return ""
        return f"{first} {second}" if first == "variant" else first

    def _prepare(self, name: str) -> None:
        first, _, second = name.partition(" ")
        if first:
            command = import_module(self._known[first].module_path)
            if second in getattr(command, "SUBCOMMANDS", ()):
                module = command.SUBCOMMANDS[second].module
                import_module(f"pip._internal.variants.commands.{module}")
        for module in self._later.get(name, ()):
            import_module(module)
        # Else each child looks through all of this before it finds a thing to free.
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        for pipe in self._waiting.values():
            pipe.close()


def serve(requests: IO[bytes], answer: Callable[[Any], bool]) -> bool:
    """Answer requests one after the other; say whether this is a child to go on in."""
    return any(answer(json.loads(line)) for line in requests)


def fork(request: Any) -> bool:
    """Run a command in a child, and tell its exit code; say whether this is it."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os.write(_ANSWERS, b"%d\n" % os.waitstatus_to_exitcode(status))
        return False
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    for number, name in enumerate((os.devnull, request["stdout"], request["stderr"])):
        file = os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    main = os.path.join(*sys.modules["pip"].__path__, "__main__.py")
    sys.argv = [main, *request["args"]]
    # As if this process had been started there, and now.
    sys.path.insert(0, os.getcwd())
    invalidate_caches()
    return True


def stop() -> NoReturn:
    """End this process and those that wait, without what pip does at its end."""
    _COMMANDS.close()
    with suppress(ChildProcessError):
        while True:
            os.wait()
    os._exit(0)


# The folder of this file is no place for pip to import from.
del sys.path[0]
# Not each run of pip imports it.
del sys.modules["gc"]
_ANSWERS = os.dup(1)
_REQUESTS = os.fdopen(os.dup(0), "rb")
for module in ("autocompletion", "main", "main_parser"):
    import_module(f"pip._internal.cli.{module}")
_COMMANDS = Commands(json.loads(sys.argv[1]))

serve(_REQUESTS, _COMMANDS.pass_on) or stop()
runpy.run_module("pip", run_name="__main__", alter_sys=True)
