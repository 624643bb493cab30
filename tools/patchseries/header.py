"""Read the words before a patch's diff: its purpose, and why it may exist."""

from __future__ import annotations

import email
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import policy

REQUIRED = ("Why", "Forwarded", "Hook", "Test", "Remove-When")

_FIELD = re.compile(rf"(?m)^({'|'.join(REQUIRED)}):(.*(?:\n[ \t]+\S.*)*)")


@dataclass(frozen=True)
class Header:
    """Subject and fields of a patch; a field may stand several times."""

    subject: str
    fields: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str | None:
        """The patch's name: the part of the subject before the colon."""
        match = re.match(r"([a-z0-9-]+): \S", self.subject)
        return match[1] if match else None


def read_header(data: bytes) -> Header:
    """Read the header of a patch in mail form."""
    message = email.message_from_bytes(data, policy=policy.default)
    words = data.decode().partition("\ndiff --git ")[0]
    fields: dict[str, tuple[str, ...]] = dict.fromkeys(REQUIRED, ())
    for name, text in _FIELD.findall(words):
        values = [text] if name in ("Why", "Remove-When") else text.split(",")
        fields[name] += tuple(" ".join(v.split()) for v in values if v.strip())
    return Header(str(message["Subject"] or ""), fields)
