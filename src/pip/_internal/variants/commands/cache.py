from __future__ import annotations

from collections.abc import Callable
from optparse import Values

from pip._vendor.variantlib.store import variants_folder
from pip._vendor.variantlib.text import escaped, guess

from pip._internal.cli.status_codes import SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.utils.misc import format_size
from pip._internal.variants.commands.base import StructuredCommand
from pip._internal.variants.commands.cache_usage import count_kept, remove_kept
from pip._internal.variants.commands.output import Output, show


class CacheCommand(StructuredCommand):
    """
    Inspect and purge what pip keeps about variants.

    Subcommands:

    - dir: Show the folder that it is kept in, which is a part of pip's cache.
    - info: Show how much is kept.
    - purge: Remove all of it.
    """

    usage = """
      %prog dir
      %prog info
      %prog purge"""
    ignore_require_venv = True

    def handler_map(self) -> dict[str, Callable[[Values, list[str]], None]]:
        return dict.fromkeys(_ACTIONS, lambda options, args: None)

    def run(self, options: Values, args: list[str]) -> int:
        if not options.cache_dir:
            raise CommandError(
                "The cache is disabled, so pip keeps nothing about variants."
            )
        if not args or args[0] not in _ACTIONS:
            meant = guess(args[0], _ACTIONS) if args else ""
            raise CommandError(
                f"Need an action ({', '.join(_ACTIONS)}) to perform{meant}."
            )
        if len(args) > 1:
            raise CommandError("Too many arguments")
        show(_ACTIONS[args[0]](options.cache_dir, options.json))
        return SUCCESS


def _show_folder(cache_dir: str, as_json: bool) -> Output:
    folder = variants_folder(cache_dir)
    return {"location": folder} if as_json else [escaped(folder)]


def _show_amounts(cache_dir: str, as_json: bool) -> Output:
    folder = variants_folder(cache_dir)
    amounts = count_kept(cache_dir)
    files = sum(amount.files for amount in amounts)
    size = sum(amount.size for amount in amounts)
    if as_json:
        parts = [{"part": a.part, "files": a.files, "bytes": a.size} for a in amounts]
        return {"location": folder, "files": files, "bytes": size, "parts": parts}
    return [
        f"Variant information location: {escaped(folder)}",
        f"Variant information size: {format_size(size)}",
        f"Number of variant information files: {files}",
        *(f"  {a.part}: {a.files} ({format_size(a.size)})" for a in amounts),
    ]


def _purge(cache_dir: str, as_json: bool) -> Output:
    try:
        removed = remove_kept(cache_dir)
    except OSError as error:
        raise CommandError(
            f"Cannot remove {error.filename}: {error.strerror}"
        ) from None
    if as_json:
        files, size, folders = removed
        return {"files": files, "bytes": size, "folders": folders}
    return [
        f"Files removed: {removed.files} ({format_size(removed.size)})",
        f"Directories removed: {removed.folders}",
    ]


_ACTIONS = {"dir": _show_folder, "info": _show_amounts, "purge": _purge}
