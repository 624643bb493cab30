"""Variants in lock files (pylock.toml, PEP 751 and PEP 825).

``reading`` takes them out of what packaging gets to see, ``choice`` chooses among the
wheels of a locked package, and ``writing`` adds to what ``pip lock`` writes.
"""
