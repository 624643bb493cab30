"""Sum up a release in the sentence that an explanation starts with."""

from __future__ import annotations

from ..machine.subject import THIS_MACHINE
from ..named_tuples import NamedTuple

__all__ = ["Tally"]


class Tally(NamedTuple):
    """The numbers of the files of a release.

    :param unknown: The variants that cannot be judged.
    """

    files: int
    variants: int
    fitting: int = 0
    unknown: int = 0

    def sentence(self, place: str = THIS_MACHINE.name) -> str:
        """Say how many of the files are variants that fit.

        :param place: The name of the machine.
        """
        if not self.variants:
            return self._plain()
        if self.variants == 1:
            return self._single(place)
        if self.fitting == self.variants:
            return f"All {self.variants} variants fit {place}."
        verb = "fit" if self.fitting > 1 else "fits"
        text = f"{self.fitting or 'None'} of {self.variants} variants {verb} {place}"
        if self.unknown:
            text += f", and {self.unknown} cannot be judged"
        return f"{text}."

    def _plain(self) -> str:
        if not self.files:
            return "It has no files."
        if self.files == 1:
            return "Its only file is not a variant."
        return f"None of its {self.files} files is a variant."

    def _single(self, place: str) -> str:
        if self.unknown:
            return "Its only variant cannot be judged."
        verb = "fits" if self.fitting else "does not fit"
        return f"Its only variant {verb} {place}."
