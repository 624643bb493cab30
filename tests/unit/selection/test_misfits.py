"""The variant that lacks the least, where none fits."""

from __future__ import annotations

from pip._vendor.variantlib.choice.ranking import Ranking
from pip._vendor.variantlib.models import MetadataUnavailable

from pip._internal.variants.selection.misfits import NearestMiss, misfits
from tests.unit.scene import facts, machine, offer
from tests.unit.selecting import V2, V4

FAR, NEAR = "no :: key :: 1", V4


def test_the_nearest_miss_is_told_for_other_machines_too() -> None:
    unfit = [(offer(kind), facts(kind)) for kind in (FAR, NEAR)]
    first, other = (machine({"hw": {"level": [level]}}) for level in ("v3", "v2"))
    nearest = NearestMiss.of(Ranking([], [*unfit, *unfit]), first)
    assert (nearest.offer, nearest.total) == (unfit[1][0], 4)
    for each, level in ((first, "v3"), (other, "v2")):
        assert nearest.misfit(each) == list(misfits(unfit, each))[1]
        assert nearest.misfit(each).text.endswith(f"this machine has {level}")


def test_a_variant_without_properties_is_the_farthest() -> None:
    unread = (offer(V2), MetadataUnavailable("it is gone"))
    ranking = Ranking([], [unread, (offer(FAR), facts(FAR))])
    assert NearestMiss.of(ranking, machine({})).offer == offer(FAR)
    [misfit] = misfits([unread], machine({}))
    assert misfit.text == "it is gone"
