import os


class Plugin:
    __provider_name__ = "aborts"
    __version__ = "1.0"

    def run(self):
        os.abort()
