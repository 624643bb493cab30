"""Read and write the names of variants: properties, hashes, labels, file names.

``grammar`` has the characters that their parts may hold, ``properties`` reads and sorts
``provider :: key :: value``, ``labels`` does so for the label form. ``hashing`` makes
the hash of properties, ``filename`` splits hash or label off a wheel's name.
``packed`` holds the properties of very many variants in few objects.
"""
