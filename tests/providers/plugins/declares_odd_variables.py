class Plugin:
    __provider_name__ = "declares_odd_variables"
    __version__ = "1.0"
    __provider_variables__ = ("A=B",)

    def run(self):
        return None
