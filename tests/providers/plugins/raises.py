class Plugin:
    __provider_name__ = "raises"
    __version__ = "1.0"

    def run(self):
        raise ValueError("no such device.")
