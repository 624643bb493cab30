import os
import subprocess
import sys


def parent_of(process):
    with open(f"/proc/{process}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])


class Plugin:
    __provider_name__ = "holds_the_pipe_of_pip"
    __version__ = "1.0"

    def run(self):
        pip = parent_of(parent_of(os.getppid()))
        folder = f"/proc/{pip}/fd"
        files = []
        for name in os.listdir(folder):
            if os.readlink(f"{folder}/{name}").startswith("pipe:"):
                path = f"{folder}/{name}"
                files.append(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(60)"],
            start_new_session=True,
            pass_fds=files,
        )
