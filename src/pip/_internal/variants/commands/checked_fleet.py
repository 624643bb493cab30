"""Read the lists that ``pip variant check --json`` made on the nodes of a fleet."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pip._vendor.variantlib.documents.json_text import load_json_file
from pip._vendor.variantlib.errors import InvalidDocument
from pip._vendor.variantlib.folders import read_start, reason_of
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.passwords import without_user
from pip._vendor.variantlib.text import printable, shown

from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.evaluations import Evaluation

MAX_NODES = 20_000
MAX_LIST = 16 * 1024 * 1024

_FORMAT = 1
_SUFFIX = ".json"
_TEXTS = ("name", "version", "verdict")
_TEXTS_OR_NULL = ("hash", "label", "reason", "instead")
_VERDICTS = {
    verdict.value
    for verdict in (Evaluation.FITS, Evaluation.MISFIT, Evaluation.UNKNOWN)
}


class Complaint(NamedTuple):
    """What a list says of a variant that does not fit its node, or may not.

    :param name: The project.
    :param reason: Why it does not fit, or cannot be judged.
    :param instead: The file that would be taken now, if it is known.
    """

    name: str
    version: str
    hash: str | None
    label: str | None
    verdict: str
    reason: str | None
    instead: str | None


class CheckedFleet(NamedTuple):
    """What the lists of all nodes say.

    :param fit: The nodes whose variants fit.
    :param complaints: Each complaint, and the nodes that make it.
    :param unreadable: The files that are no such list, and why.
    """

    fit: Sequence[str]
    complaints: Mapping[Complaint, Sequence[str]]
    unreadable: Mapping[str, str]

    @property
    def unfit(self) -> list[str]:
        """The nodes where something does not fit, or may not, by name."""
        return sorted({node for nodes in self.complaints.values() for node in nodes})


def read_fleet(places: Iterable[str]) -> CheckedFleet:
    """Read all lists in folders, or that have names like patterns.

    :raises CommandError: If there are none.
    """
    paths = list(dict.fromkeys(path for place in places for path in _find(place)))
    if len(paths) > MAX_NODES:
        raise CommandError(f"--fleet names more than {MAX_NODES} files")
    fit: list[str] = []
    complaints: dict[Complaint, list[str]] = {}
    unreadable: dict[str, str] = {}
    for path in paths:
        node = os.path.basename(path).removesuffix(_SUFFIX)
        try:
            found = list(dict.fromkeys(_complaints(_read(path))))
        except OSError as error:
            unreadable[path] = f"cannot be read: {reason_of(error)}"
            continue
        except InvalidDocument as error:
            unreadable[path] = str(error)
            continue
        for complaint in found:
            complaints.setdefault(complaint, []).append(node)
        if not found:
            fit.append(node)
    in_order = sorted(complaints.items(), key=lambda item: (item[0][:2], item[1]))
    return CheckedFleet(fit, dict(in_order), unreadable)


def _find(place: str) -> Sequence[str]:
    if os.path.isfile(place):
        return [place]
    if os.path.isdir(place):
        # All of them: what is no file is told.
        found = glob.glob(os.path.join(glob.escape(place), f"*{_SUFFIX}"))
    else:
        found = list(filter(os.path.isfile, glob.iglob(place)))
    if found:
        return sorted(found)
    shown = printable(without_user(place))
    if not glob.has_magic(place) and not os.path.lexists(place):
        raise CommandError(f"--fleet {shown}: no such file or folder")
    raise CommandError(
        f"--fleet {shown}: no lists are there; make one on each node by: "
        "pip variant check --json > FOLDER/NODE.json"
    )


def _read(path: str) -> Any:
    content = read_start(path, MAX_LIST + 1)
    if len(content) > MAX_LIST:
        raise InvalidDocument(f"is larger than {MAX_LIST} bytes")
    return load_json_file(content)


def _complaints(document: Any) -> Iterator[Complaint]:
    """Yield what does not fit, or may not.

    :raises InvalidDocument: If this is no list as ``pip variant check --json`` makes.
    """
    packages = document.get("packages") if isinstance(document, dict) else None
    if not isinstance(packages, list):
        raise InvalidDocument("is no list of 'pip variant check --json'")
    # Another format may say the same words of something else.
    if (stated := document.get("format")) != _FORMAT or isinstance(stated, bool):
        raise InvalidDocument(f"is not of the format that pip knows, {_FORMAT}")
    for package in packages:
        if not _is_package(package):
            raise InvalidDocument("is no list of 'pip variant check --json'")
        if package["verdict"] not in _VERDICTS:
            verdict = shown(package["verdict"])
            raise InvalidDocument(f"has the verdict {verdict}, which pip does not know")
        if package["verdict"] != Evaluation.FITS.value:
            yield Complaint(*(package[field] for field in Complaint._fields))


def _is_package(package: Any) -> bool:
    return isinstance(package, dict) and (
        all(isinstance(package.get(key), str) for key in _TEXTS)
        and all(
            isinstance(package.get(key, 0), (str, type(None))) for key in _TEXTS_OR_NULL
        )
    )
