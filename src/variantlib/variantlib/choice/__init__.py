"""Rank the variants of a release, and compare those of several projects."""
