class Plugin:
    __provider_name__ = "raises_escape_codes"
    __version__ = "1.0"

    def run(self):
        raise ValueError("\x1b]0;owned\x07\x1b[2J\r\u202e\x9b31m red")
