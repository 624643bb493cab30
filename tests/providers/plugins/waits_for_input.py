class Plugin:
    __provider_name__ = "waits_for_input"
    __version__ = "1.0"

    def run(self):
        input("Which GPU? ")
