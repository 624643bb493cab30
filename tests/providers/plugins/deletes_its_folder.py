import os
import shutil


class Plugin:
    __provider_name__ = "deletes_its_folder"
    __version__ = "1.0"

    def run(self):
        shutil.rmtree(os.getcwd())
