class Plugin:
    __provider_name__ = "returns_a_dict"
    __version__ = "1.0"

    def run(self):
        return {"provider": "returns_a_dict", "configs": []}
