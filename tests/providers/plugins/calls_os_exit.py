import os


class Plugin:
    __provider_name__ = "calls_os_exit"
    __version__ = "1.0"

    def run(self):
        os._exit(0)
