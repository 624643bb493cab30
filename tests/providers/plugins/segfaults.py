import os
import signal


class Plugin:
    __provider_name__ = "segfaults"
    __version__ = "1.0"

    def run(self):
        os.kill(os.getpid(), signal.SIGSEGV)
