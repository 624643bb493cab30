class Plugin:
    __provider_name__ = "allocates_5_gb"
    __version__ = "1.0"

    def run(self):
        return bytearray(5 * 1024**3)
