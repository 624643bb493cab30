import os


class Plugin:
    __provider_name__ = "answers_with_a_link"
    __version__ = "1.0"

    def run(self):
        os.symlink("/etc/passwd", "answer.json")
        os._exit(0)
