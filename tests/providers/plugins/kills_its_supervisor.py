import os
import signal
import time


class Plugin:
    __provider_name__ = "kills_its_supervisor"
    __version__ = "1.0"

    def run(self):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
