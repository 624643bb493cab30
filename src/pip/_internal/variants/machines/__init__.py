"""Machines that are described, as files and on the command line.

``files`` reads a description, of the user's or one that is ``ready``, and ``writing``
writes one; ``places`` finds the line of what is wrong in it. ``overrides`` are single
facts that the user sets.
"""
