"""Random machines, variants and rubbish."""

from __future__ import annotations

from string import ascii_letters, digits

from hypothesis import strategies as st

from variantlib.names.properties import Property, Supported

Variant = tuple[Property, ...]

# Few and short names, so that machines and variants meet often.
_few = st.text("aB_1", min_size=1, max_size=2)
names = st.text(ascii_letters + digits + "_", min_size=1, max_size=9)
values = st.text(ascii_letters + digits + "_.", min_size=1, max_size=9)


def variants(
    providers: st.SearchStrategy[str] = names,
    keys: st.SearchStrategy[str] = names,
    values: st.SearchStrategy[str] = values,
) -> st.SearchStrategy[Variant]:
    """Valid variants in the hash form, sorted."""
    features = st.dictionaries(
        st.tuples(providers, keys), values, min_size=1, max_size=6
    )
    return features.map(
        lambda chosen: tuple(sorted((*feature, v) for feature, v in chosen.items()))
    )


def machines(max_features: int = 3) -> st.SearchStrategy[Supported]:
    """What a machine supports: up to three providers."""
    ordered = st.lists(_few, min_size=1, max_size=3, unique=True).map(tuple)
    keys = st.dictionaries(_few, ordered, min_size=1, max_size=max_features)
    configs = keys.map(lambda mapping: tuple(mapping.items()))
    return st.dictionaries(_few, configs, max_size=3).map(lambda m: tuple(m.items()))


near_variants = variants(_few, _few, _few)
priorities = st.lists(_few, max_size=4)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner)
    ),
    max_leaves=10,
)
