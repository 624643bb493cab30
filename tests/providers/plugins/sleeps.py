import time


class Plugin:
    __provider_name__ = "sleeps"
    __version__ = "1.0"

    def run(self):
        time.sleep(60)
