import sys


class Plugin:
    __provider_name__ = "calls_sys_exit"
    __version__ = "1.0"

    def run(self):
        sys.exit(0)
