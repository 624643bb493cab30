"""Links to wheels whose variant is stated elsewhere than in their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._internal.models.link import Link
from pip._internal.variants.catalogues.completion import completed

if TYPE_CHECKING:
    from pip._vendor.variantlib.catalogues.catalogue import Stated

    from pip._internal.req.req_install import InstallRequirement


class StatedLink(Link):
    """A link to a wheel, with the variant that a catalogue takes it for.

    :ivar stated: Its label, and its properties; ``names`` and ``metadata`` read it.
    """

    __slots__ = ("stated",)

    stated: Stated

    @classmethod
    def of(cls, link: Link, stated: Stated) -> StatedLink:
        """Return the same link, with a statement."""
        made = cls.__new__(cls)
        for name in Link.__slots__:
            setattr(made, name, getattr(link, name))
        made.stated = stated
        return made

    def completed(self, req: InstallRequirement, path: str) -> str:
        """Return the path of the wheel with the statement in it; see ``completion``.

        :param path: The file that the link leads to, or a copy of it.
        """
        return completed(req, path, self.stated)
