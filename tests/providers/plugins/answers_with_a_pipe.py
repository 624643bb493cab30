import os


class Plugin:
    __provider_name__ = "answers_with_a_pipe"
    __version__ = "1.0"

    def run(self):
        os.mkfifo("answer.json")
        os._exit(0)
