import os


class Plugin:
    __provider_name__ = "digs_deep"
    __version__ = "1.0"

    def run(self):
        for _ in range(1200):
            open("file", "w").close()
            os.symlink("/", "link")
            os.mkdir("down")
            os.chdir("down")
        os.chmod(".", 0)
