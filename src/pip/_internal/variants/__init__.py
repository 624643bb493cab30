"""Wheel variants: the side of pip. `hooks` is all that upstream's code calls."""
