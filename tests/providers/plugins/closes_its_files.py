import os


class Plugin:
    __provider_name__ = "closes_its_files"
    __version__ = "1.0"

    def run(self):
        os.closerange(0, 1000)
        raise ValueError("nobody hears me")
