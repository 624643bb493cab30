class Plugin:
    __provider_name__ = "finds_nothing"
    __version__ = "1.0"

    def run(self):
        return None
