"""The facet of a finder for what needs another one: builds, and other machines."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import TYPE_CHECKING

from pip._internal.variants.options import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.models.target_python import TargetPython
    from pip._internal.variants.context import CommandContext
    from pip._internal.variants.hooks.finder import FinderState, FinderVariants
    from pip._internal.variants.selection.evaluator import VariantEvaluator


class BuildHooks:
    """Make finders that read the same pages, and choose for something else.

    :param make: Makes the variants of another finder.
    """

    def __init__(
        self, state: FinderState, make: Callable[[FinderState], FinderVariants]
    ) -> None:
        self._state = state
        self._make = make

    def arguments(self) -> list[str]:
        """Return the options for the pip that installs build requirements."""
        state = self._state
        catalogues = state.seen.catalogues.names if state.seen.catalogues else ()
        named = [word for name in catalogues for word in ("--catalogue", name)]
        if state.is_off:
            return ["--no-variant", *named]
        # Values from environment variables, a configuration file or a project's file
        # reach that pip too, and are none of its business.
        has_options = state.asked is not None and state.asked.has_options
        is_silenced = has_options or state.is_settled
        arguments = ["--variant", NOTHING, *named] if is_silenced else named
        if state.is_described:
            arguments += ["--machine", NOTHING, "--machine-set", NOTHING]
        return arguments

    def for_build(self, finder: PackageFinder) -> PackageFinder:
        """Return the same finder, without the choices that the user made by name.

        Wheels are built on this machine, whatever they are for. Upgrades are the
        affair of the command itself.
        """
        state = self._state
        has_context = state.is_aimed or not state.is_off
        build = state.sibling(
            (lambda: state.get_context().for_build()) if has_context else None,
            make_evaluator=lambda made: self._build_evaluator.for_build(made.roots),
            is_described=state.is_described,
            is_aimed=state.is_aimed,
            is_off=state.is_off,
        )
        return self._finder(finder, build)

    @cached_property
    def _build_evaluator(self) -> VariantEvaluator:
        """The object that chooses for the machine that builds, which is this one."""
        state, context = self._state, self._state.get_context()
        if not context.is_described:
            return state.get_evaluator()
        return state.evaluator_for(context.for_build(), [])

    def chosen_by(
        self, context: CommandContext | None = None
    ) -> tuple[TargetPython | None, VariantEvaluator | None]:
        """Return the Python that is chosen for, and the object that chooses.

        The latter is None where it did not have to choose so far.

        :param context: That of another machine, if it is about that one.
        """
        state, own = self._state, self._state.get_context()
        evaluator = state.get_evaluator() if state.has_evaluator else None
        if evaluator is not None and context is not None:
            context = self._with_families(context)
            evaluator = state.evaluator_for(context, state.roots, evaluator)
        return (context or own).target, evaluator

    def _with_families(self, context: CommandContext) -> CommandContext:
        if self._state.seen.catalogues is None:
            return context
        return context._replace(families=self._state.seen.catalogues.families)

    def for_machine(
        self, finder: PackageFinder, context: CommandContext
    ) -> PackageFinder:
        """Return the same finder for another machine.

        The pages of the index are shared: no page is fetched once more for the next
        machine.
        """
        state = self._state
        context = self._with_families(context)

        def make_evaluator(made: FinderState) -> VariantEvaluator:
            known = state.get_evaluator()
            evaluator = made.evaluator_for(context, made.roots, known)
            evaluator.take_charge()
            return evaluator

        other = state.sibling(
            lambda: context,
            make_evaluator=make_evaluator,
            upgrades=state.upgrades,
            is_described=context.is_described,
            is_aimed=True,
            is_off=state.is_off,
            is_one_of_several=context.machine is not None,
        )
        if state.asked is not None:
            other.get_requested()
        context.begin()
        return self._finder(finder, other)

    def _finder(self, finder: PackageFinder, state: FinderState) -> PackageFinder:
        """Return the same finder with other variants."""
        finder = copy.copy(finder)
        finder.variants = self._make(state).of(finder)
        return finder
