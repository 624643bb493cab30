class Plugin:
    __provider_name__ = "interrupts_itself"
    __version__ = "1.0"

    def run(self):
        raise KeyboardInterrupt
