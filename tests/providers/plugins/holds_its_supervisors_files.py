import contextlib
import os
import signal
import subprocess
import sys


class Plugin:
    __provider_name__ = "holds_its_supervisors_files"
    __version__ = "1.0"

    def run(self):
        supervisor = os.getppid()
        folder = f"/proc/{supervisor}/fd"
        files = []
        for name in os.listdir(folder):
            for flags in (os.O_RDONLY, os.O_WRONLY):
                with contextlib.suppress(OSError):
                    files.append(os.open(f"{folder}/{name}", flags | os.O_NONBLOCK))
        subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(60)"],
            start_new_session=True,
            pass_fds=files,
        )
        os.kill(supervisor, signal.SIGKILL)
        signal.pause()
