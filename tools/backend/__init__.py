"""Build backend: makes the fork out of the pinned release of pip.

    locate -> verify -> copy -> patch -> overlay -> vendor -> stamp -> wheel

`pipeline` is all but the last step; a build frontend calls `hooks`.
"""
