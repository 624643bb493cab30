class Plugin:
    __provider_name__ = "raises_without_text"
    __version__ = "1.0"

    def run(self):
        class Silent(Exception):
            def __str__(self):
                raise RuntimeError

        raise Silent
