import os


class Plugin:
    __provider_name__ = "answers_deeply"
    __version__ = "1.0"

    def run(self):
        with open("answer.json", "wb") as file:
            file.write(b"[" * 1_000_000)
        os._exit(0)
