"""Variants in lock files (pylock.toml, PEP 751 and PEP 825).

``reader`` takes them out of what packaging gets to see, ``selector`` chooses among the
wheels of a locked package, and ``writer`` adds to what ``pip lock`` writes.
"""
