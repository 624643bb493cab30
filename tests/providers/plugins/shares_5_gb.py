import mmap
import time


class Plugin:
    __provider_name__ = "shares_5_gb"
    __version__ = "1.0"

    def run(self):
        # Reserving it takes nothing; that is for whoever writes to it.
        mmap.mmap(-1, 5 * 1024**3)
        time.sleep(0.5)
