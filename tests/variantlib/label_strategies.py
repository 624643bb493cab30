"""Random machines, label variants and documents; few names, so that they meet often."""

from __future__ import annotations

from hypothesis import strategies as st

from variantlib.names.properties import Supported

_NAMES = st.sampled_from(["a", "b_1", "c"])
_VALUES = st.sampled_from(["1", "2.0", "on", "x_y"])

LabelMapping = dict[str, dict[str, list[str]]]

orders = st.permutations(["a", "b_1", "c"])
"""Each holds every namespace."""

some_namespaces = st.lists(_NAMES, unique=True)

_features = st.dictionaries(
    _NAMES, st.lists(_VALUES, min_size=1, unique=True), min_size=1, max_size=3
)
label_variants: st.SearchStrategy[LabelMapping] = st.dictionaries(
    _NAMES, _features, max_size=3
)
label_machines: st.SearchStrategy[Supported] = st.dictionaries(
    _NAMES, st.dictionaries(_NAMES, st.permutations(["1", "2.0", "on"]))
).map(lambda m: [(name, list(features.items())) for name, features in m.items()])
