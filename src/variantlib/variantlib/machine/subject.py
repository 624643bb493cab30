"""The name of a machine in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from ..named_tuples import NamedTuple

__all__ = ["THIS_MACHINE", "Subject"]


class Subject(NamedTuple):
    """The name of a machine in sentences.

    :param name: As in "this machine has 12.8".
    :param here: As in "nothing is found here".
    :param known: As in "no provider of that name is installed".
    """

    name: str
    here: str
    known: str

    def nothing_found(self, provider: str, notes: Sequence[str] = ()) -> str:
        """Say that a provider has nothing to report.

        :param notes: Its sentences about that.
        """
        if not notes:
            return f"provider {provider} found nothing {self.here}"
        return f"provider {provider} has no answer {self.here}: {'; '.join(notes)}"


THIS_MACHINE = Subject("this machine", "here", "is installed")
