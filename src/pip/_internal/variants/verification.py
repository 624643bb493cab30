"""Is a wheel what it was chosen for? The last look before it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.variantlib.errors import VariantError

from pip._internal.variants import messages
from pip._internal.variants.errors import (
    VariantDoesNotFit,
    VariantDoesNotMatch,
    VariantInconsistent,
    VariantUnusable,
)
from pip._internal.variants.forms import facts_of_dist, normalise
from pip._internal.variants.machine import Machine
from pip._internal.variants.model import Choice, Expectation, Facts

if TYPE_CHECKING:
    from pip._vendor.variantlib.filename import VariantName

    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.wishes import Wish


class Verifier:
    """Compares a wheel's own metadata with what the wheel was handed out for."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def verify(
        self,
        req: InstallRequirement,
        name: VariantName,
        dist: BaseDistribution,
        expectation: Expectation | None,
        is_whole: bool,
        wish: Wish,
    ) -> Choice:
        """Return what was chosen.

        :param expectation: None for a file that the user named by path or URL.
        :param is_whole: Whether all of the wheel is there, or only its METADATA. Of a
            label that says nothing, so what is expected has to do until then.
        :param wish: What a file that the user named has to match.
        :raises VariantInconsistent: If the wheel is another one than expected; the
            resolver discards it and tries the next best.
        :raises VariantUnusable, VariantDoesNotFit, VariantDoesNotMatch: If the user
            named the file.
        """
        if name.is_label and not is_whole:
            # Of a file that the user named nothing is known until then.
            expectation = expectation or Expectation()
            return self._choice(name, expectation.facts, expectation)
        facts = self._read(req, name, dist, is_named=expectation is None)
        if expectation is None:
            self._check_fit(req, name, dist, facts)
            asked = self._check_match(req, facts, wish)
            return self._choice(name, facts, Expectation(facts, 1, asked))
        self._compare(req, name, facts, expectation)
        return self._choice(name, facts, expectation)

    @staticmethod
    def _read(
        req: InstallRequirement,
        name: VariantName,
        dist: BaseDistribution,
        is_named: bool,
    ) -> Facts:
        assert req.link is not None
        filename = req.link.filename
        try:
            return facts_of_dist(name, dist)
        except VariantError as error:
            reason = messages.bad_metadata(filename, name.is_label, error)
            if is_named:
                raise VariantUnusable(filename, reason) from None
            raise VariantInconsistent(req, reason) from None

    def _check_fit(
        self,
        req: InstallRequirement,
        name: VariantName,
        dist: BaseDistribution,
        facts: Facts,
    ) -> None:
        misfit = self._machine.misfit(facts)
        if misfit is not None:
            assert req.link is not None
            forced = f"{dist.canonical_name}={name.text}"
            place = self._machine.subject.name
            raise VariantDoesNotFit(req.link.filename, misfit.text, forced, place)

    @staticmethod
    def _check_match(req: InstallRequirement, facts: Facts, wish: Wish) -> str | None:
        """Return the expression that a file matches, None if it need not."""
        if not wish.is_binding or not wish.expressions:
            return None
        for expression in wish.expressions:
            if expression.matches(facts.properties):
                return str(expression)
        assert req.link is not None
        properties = messages.format_facts(facts)
        raise VariantDoesNotMatch(req.link.filename, str(wish), properties)

    @staticmethod
    def _compare(
        req: InstallRequirement, name: VariantName, facts: Facts, expected: Expectation
    ) -> None:
        if expected.facts is None:
            return
        stated = normalise(name, expected.facts.properties)
        if stated != normalise(name, facts.properties):
            assert req.link is not None
            reason = messages.other_properties(req.link.filename, facts, expected.facts)
            raise VariantInconsistent(req, reason)

    def _choice(
        self, name: VariantName, facts: Facts | None, expectation: Expectation
    ) -> Choice:
        properties = normalise(name, facts.properties) if facts else ()
        chosen_by = expectation.facts
        source = answer = None
        if chosen_by is not None:
            source = chosen_by.source
            answer = self._machine.answer_for(properties, chosen_by.document)
        fitting, asked = expectation.fitting, expectation.asked
        return Choice(name, properties, source, fitting, answer, asked)
