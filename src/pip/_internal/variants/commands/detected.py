"""The properties of a machine, and where each is known from."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.adjustment import PriorityOverrides, format_parts
from pip._vendor.variantlib.machine.platforms import UNSTATED
from pip._vendor.variantlib.named_tuples import NamedTuple

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.platforms import Platform
    from pip._vendor.variantlib.machine.subject import Subject
    from pip._vendor.variantlib.plugins import ProviderAnswer


class Origin(Enum):
    """Where an answer is from."""

    ASKED = "asked"
    CACHED = "cached"
    DESCRIBED = "described"
    NOT_ASKED = "not asked"
    BUILTIN = "built in"


class Detected(NamedTuple):
    """The properties of a machine, and who tells them.

    :param answers: The answers of the providers, the most important first.
    :param described: The providers of which the options say something.
    :param disabled: The providers that the configuration disables.
    :param adjustment: The other changes by the configuration.
    :param platform: Its Python and its platform, as far as they are known.
    :param left_out: The built-in providers that a setting leaves out.
    :param unknown: The names in ``provider_priority`` that nobody here answers for; a
        plugin may come later, or a package may answer for itself.
    """

    subject: Subject
    answers: list[ProviderAnswer]
    described: set[str]
    disabled: list[str]
    adjustment: PriorityOverrides
    platform: Platform = UNSTATED
    left_out: Sequence[str] = ()
    unknown: Sequence[str] = ()

    @property
    def adjusted(self) -> list[ProviderAnswer]:
        """The answers as they count for a choice."""
        return [_adjusted(answer, self.adjustment) for answer in self.answers]

    def shown(self, is_full: bool) -> list[ProviderAnswer]:
        """Return the adjusted answers, if wanted also of built-in providers that found
        nothing, and have nothing to say about that."""
        return [a for a in self.adjusted if is_full or not a.is_silent]

    @property
    def excluded(self) -> list[str]:
        return sorted(map(format_parts, self.adjustment.excluded))

    def origin_of(self, answer: ProviderAnswer) -> Origin:
        """Return where one of the answers is from."""
        if answer.provider in self.described:
            return Origin.DESCRIBED
        if answer.builtin is not None:
            return Origin.BUILTIN
        if answer.from_cache:
            return Origin.CACHED
        return Origin.ASKED if answer.distribution else Origin.NOT_ASKED


def _adjusted(answer: ProviderAnswer, adjustment: PriorityOverrides) -> ProviderAnswer:
    if answer.config is None:
        return answer
    adjusted = dict(adjustment.apply([(answer.provider, answer.config)]))
    keys = adjusted.get(answer.provider, ())
    config = tuple((key, tuple(values)) for key, values in keys)
    return answer._replace(config=config or None)
