import os
import signal
import time


class Plugin:
    __provider_name__ = "replaces_who_is_ended"
    __version__ = "1.0"

    def run(self):
        if os.fork() == 0:
            os.setsid()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            end = time.monotonic() + 20
            while time.monotonic() < end:
                child = os.fork()
                if child == 0:
                    # The child does the same as soon as its parent is gone.
                    parent = os.getppid()
                    while os.getppid() == parent and time.monotonic() < end:
                        time.sleep(0.001)
                else:
                    os.waitpid(child, 0)
            os._exit(0)
