"""Is a wheel what it was chosen for? The last look before it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.properties import Property, from_mapping, to_mapping

from pip._internal.variants import messages
from pip._internal.variants.errors import (
    VariantDoesNotFit,
    VariantInconsistent,
    VariantUnusable,
)
from pip._internal.variants.machine import Machine
from pip._internal.variants.model import Choice, Expectation
from pip._internal.variants.sources.wheel_metadata import variant_of_message

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement


class Verifier:
    """Compares a wheel's own METADATA with what the wheel was handed out for."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def verify(
        self,
        req: InstallRequirement,
        link: Link,
        variant: str,
        dist: BaseDistribution,
        expectation: Expectation | None,
    ) -> Choice:
        """Return what was chosen.

        :param variant: The hash in the name of the file.
        :param expectation: None for a file that the user named by path or URL.
        :raises VariantInconsistent: If the wheel is another one than expected; the
            resolver discards it and tries the next best.
        :raises VariantUnusable, VariantDoesNotFit: If the user named the file.
        """
        try:
            properties = variant_of_message(dist.metadata, variant)
        except VariantError as error:
            reason = messages.bad_metadata(link.filename, error)
            if expectation is None:
                raise VariantUnusable(link.filename, reason) from None
            raise VariantInconsistent(req, reason) from None
        if expectation is None:
            self._check_fit(link, variant, dist, properties)
            expectation = Expectation(fitting=1)
            asked = True
        else:
            asked = expectation.facts is not None
            self._compare(req, link, properties, expectation)
        return Choice(
            variant,
            properties,
            expectation.facts.source if expectation.facts else None,
            expectation.fitting,
            self._machine.answer_for(properties) if asked else None,
        )

    def _check_fit(
        self,
        link: Link,
        variant: str,
        dist: BaseDistribution,
        properties: tuple[Property, ...],
    ) -> None:
        misfit = self._machine.misfit(to_mapping(properties))
        if misfit is not None:
            forced = f"{dist.canonical_name}={variant}"
            raise VariantDoesNotFit(link.filename, misfit.text, forced)

    @staticmethod
    def _compare(
        req: InstallRequirement,
        link: Link,
        properties: tuple[Property, ...],
        expectation: Expectation,
    ) -> None:
        facts = expectation.facts
        if facts is not None and from_mapping(facts.properties) != properties:
            raise VariantInconsistent(
                req, messages.other_properties(link.filename, properties, facts)
            )
