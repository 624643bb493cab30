class Plugin:
    __provider_name__ = "returns_a_value_twice"
    __version__ = "1.0"

    def run(self):
        from variantlib.config import KeyConfig

        return KeyConfig("a", ["1", "1"])
