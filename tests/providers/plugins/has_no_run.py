"""As plugins of the later interfaces are."""


class Plugin:
    namespace = "has_no_run"

    def get_supported_configs(self):
        return []
