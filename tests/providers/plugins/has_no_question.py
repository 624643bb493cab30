class Plugin:
    namespace = "has_no_question"

    def get_all_configs(self):
        return []
