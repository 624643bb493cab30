"""Rank the variants of a release, choose among its files, compare several projects.

``ranking`` and ``coherence`` are for installers with an index of their own.
``releases`` chooses among the files of a folder or page, for a machine and a
``target``, and returns values of ``evaluation``.
"""
