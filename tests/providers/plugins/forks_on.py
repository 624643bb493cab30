import os
import time


class Plugin:
    __provider_name__ = "forks_on"
    __version__ = "1.0"

    def run(self):
        if os.fork() == 0:
            end = time.monotonic() + 20
            # Each process is gone as soon as it has a child.
            while time.monotonic() < end:
                if os.fork():
                    os._exit(0)
                os.setsid()
            os._exit(0)
