"""The values that are handed around: a variant and its properties, a machine's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .documents import Document
    from .properties import Properties


class Subject(NamedTuple):
    """The name of a machine in sentences.

    :param name: As in "this machine has 12.8".
    :param here: As in "nothing is found here".
    :param known: As in "no provider of that name is installed".
    """

    name: str
    here: str
    known: str

    def nothing_found(self, provider: str) -> str:
        """Say that a provider has nothing to report."""
        return f"provider {provider} found nothing {self.here}"


THIS_MACHINE = Subject("this machine", "here", "is installed")


class Facts(NamedTuple):
    """The properties of a variant wheel, as somebody states them.

    :param properties: In the JSON form, and not validated.
    :param source: Who states them, for the user.
    :param document: The statement of the same source about the whole release; None for
        the hash form, which needs no more than the properties.
    """

    properties: Properties
    source: str
    document: Document | None = None


class Unreadable(NamedTuple):
    """Why the properties of a variant wheel are not known.

    :param is_fault: Whether somebody should mend something.
    :param asks_wheel: Whether the wheel itself may know better.
    :param is_in_wheel: Whether the wheel could be read, and is not as it has to be.
    """

    reason: str
    is_fault: bool = True
    asks_wheel: bool = False
    is_in_wheel: bool = False


class Misfit(NamedTuple):
    """The reason why a variant does not fit; the lowest is the nearest miss."""

    distance: int
    text: str

    @classmethod
    def unknown(cls, text: str) -> Misfit:
        """A variant of which nothing is known is the farthest from fitting."""
        return cls(99, text)
