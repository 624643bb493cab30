class Plugin:
    def run(self):
        return None
