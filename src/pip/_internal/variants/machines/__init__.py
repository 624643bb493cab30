"""Machines that are described, as files and on the command line.

``files`` reads a description and ``writing`` writes one; ``places`` finds the line of
what is wrong in it.
"""
