"""As `mini_installer` chooses: `python -m conformance.adapters.mini_installer`."""

from __future__ import annotations

import json
from pathlib import Path

from packaging.tags import parse_tag

from conformance.adapters import serve
from conformance.cases import Case
from variantlib.engine import (
    IndexFile,
    LocalAccess,
    Machine,
    MachineSettings,
    NotAtHand,
    Place,
    Target,
    choose,
)
from variantlib.machine.detectors import FileDetector
from variantlib.machine.files import MachineFile
from variantlib.plugins import ProviderAnswer

_PAGE = "https://index.example/pkg/"
_DOCUMENT = "pkg-1.0-variants.json"


class _Kept(LocalAccess):
    """A server that has the document of a release, and no wheels."""

    def __init__(self, document: bytes) -> None:
        self._document = document

    def read(self, url: str, limit: int) -> bytes:
        if url != f"{_PAGE}{_DOCUMENT}":
            raise NotAtHand("there is no such file")
        return self._document

    def wheel(self, file: IndexFile) -> Path:
        raise NotAtHand("there are no wheels")


def order(case: Case) -> list[str]:
    """Return the names of the wheels that fit, best first."""
    names = [_DOCUMENT, *(wheel.filename for wheel in case.wheels)]
    place = Place(_PAGE, tuple(IndexFile(name, f"{_PAGE}{name}") for name in names))
    answers = tuple(
        ProviderAnswer(namespace, "", tuple((k, tuple(v)) for k, v in features.items()))
        for namespace, features in case.supported.items()
    )
    machine = Machine(MachineSettings(), FileDetector(MachineFile("m", answers)))
    target = Target([tag for text in case.tags for tag in parse_tag(text)], "3.11")
    access = _Kept(json.dumps(case.document).encode())
    found = choose(place, machine, access, "pkg", target=target)
    files = found.files if found else ()
    return [each.candidate.filename for each in files if each.rank is not None]


if __name__ == "__main__":
    serve(order)
