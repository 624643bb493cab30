"""Write the static index of a folder of wheels.

``listing`` reads the files, and ``state`` keeps the results for the next time.
``pages`` and ``release_page`` have the form of the pages, ``machines`` says which
variants ready-made machines take. ``site`` writes all of it: pages come last, so that
they list only files that are there.
"""
