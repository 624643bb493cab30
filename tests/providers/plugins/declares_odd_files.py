class Plugin:
    __provider_name__ = "declares_odd_files"
    __version__ = "1.0"
    __provider_files__ = ("/etc/hosts", "etc/hw")

    def run(self):
        return None
