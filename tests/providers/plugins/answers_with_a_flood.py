import os


class Plugin:
    __provider_name__ = "answers_with_a_flood"
    __version__ = "1.0"

    def run(self):
        with open("answer.json", "wb") as file:
            file.write(b"[" * 100_000_000)
        os._exit(0)
