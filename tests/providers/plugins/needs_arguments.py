class Plugin:
    __provider_name__ = "needs_arguments"
    __version__ = "1.0"

    def __init__(self, device):
        self.device = device

    def run(self):
        return None
