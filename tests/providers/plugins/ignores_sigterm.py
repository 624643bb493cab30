import signal
import time


class Plugin:
    __provider_name__ = "ignores_sigterm"
    __version__ = "1.0"

    def run(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        time.sleep(60)
