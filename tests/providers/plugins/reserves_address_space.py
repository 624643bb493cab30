"""As libraries of GPUs do: much more than there is, and none of it used."""

import mmap
from types import SimpleNamespace as Config


class Plugin:
    __provider_name__ = "reserves_address_space"
    __version__ = "1.0"

    def run(self):
        mmap.mmap(-1, 1024**4, flags=mmap.MAP_PRIVATE | 0x4000, prot=0)
        configs = [Config(key="a", values=["1"])]
        return Config(provider="reserves_address_space", configs=configs)
