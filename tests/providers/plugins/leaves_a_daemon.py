import os


class Plugin:
    __provider_name__ = "leaves_a_daemon"
    __version__ = "1.0"

    def run(self):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for number in range(100):
                    try:
                        os.close(number)
                    except OSError:
                        pass
                os.execve("/bin/sleep", ["sleep", "61.5"], {})
            os._exit(0)
        os.wait()
