import subprocess


class Plugin:
    __provider_name__ = "leaves_a_child"
    __version__ = "1.0"

    def run(self):
        subprocess.Popen(["sleep", "60"])
