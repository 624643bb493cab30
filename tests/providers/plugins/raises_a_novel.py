class Plugin:
    __provider_name__ = "raises_a_novel"
    __version__ = "1.0"

    def run(self):
        raise ValueError("la" * 50_000_000)
