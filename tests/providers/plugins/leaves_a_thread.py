import threading
import time


class Plugin:
    __provider_name__ = "leaves_a_thread"
    __version__ = "1.0"

    def run(self):
        threading.Thread(target=time.sleep, args=[60]).start()
