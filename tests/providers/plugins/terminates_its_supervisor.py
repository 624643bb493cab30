import os
import signal
import time


class Plugin:
    __provider_name__ = "terminates_its_supervisor"
    __version__ = "1.0"

    def run(self):
        os.kill(os.getppid(), signal.SIGTERM)
        time.sleep(60)
