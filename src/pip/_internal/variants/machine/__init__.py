"""Add to the machine that ``variantlib.machine`` describes, for pip.

``detectors`` asks also plugins that pip fetches, ``destination`` says which packages
are there where pip installs to, ``options`` reads what the command line says.
"""
