from types import SimpleNamespace as Feature


class Detector:
    namespace = "x86_64"

    def __init__(self, levels):
        self.levels = levels

    def get_supported_configs(self):
        return [Feature(name="level", values=self.levels), *self.flags()]

    def flags(self):
        return [Feature(name="avx", values=["on"])]


Plugin = Detector(["v2", "v1"])
