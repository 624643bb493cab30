"""Have pip take nothing but wheels that an index, or a folder of wheels, lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from pip._internal.exceptions import InstallationError

if TYPE_CHECKING:
    from pip._internal.operations.prepare import RequirementPreparer
    from pip._internal.req.req_install import InstallRequirement


def wheels_only(
    make: Callable[..., RequirementPreparer],
) -> Callable[..., RequirementPreparer]:
    """Return the function of a command that makes its preparer, with that care.

    The format control does not reach the URL of a dependency: its file would be built,
    which runs it.
    """

    @wraps(make)
    def make_preparer(*args: Any, **more: Any) -> RequirementPreparer:
        preparer = make(*args, **more)
        prepare = preparer.prepare_linked_requirement

        @wraps(prepare)
        def prepare_wheel(req: InstallRequirement, *args: Any, **more: Any) -> Any:
            _refuse_what_is_elsewhere(req)
            return prepare(req, *args, **more)

        preparer.prepare_linked_requirement = prepare_wheel  # type: ignore[method-assign]
        return preparer

    return make_preparer


def _refuse_what_is_elsewhere(req: InstallRequirement) -> None:
    """Refuse the file behind the URL of a dependency or constraint."""
    if req.original_link is not None or not (req.link and req.link.is_wheel):
        raise InstallationError(
            f"{req.name} would come from a URL, and not as a wheel from an index"
        )
