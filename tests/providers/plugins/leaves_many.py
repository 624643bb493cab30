import subprocess


class Plugin:
    __provider_name__ = "leaves_many"
    __version__ = "1.0"

    def run(self):
        for _ in range(100):
            subprocess.Popen(["sleep", "60"], start_new_session=True)
