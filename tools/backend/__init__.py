"""Build backend: makes the fork out of the pinned release of pip.

    locate -> verify -> copy -> patch -> overlay -> vendor -> stamp -> wheel

`pipeline` is all but the last step, `hooks` what a build frontend calls.
"""
