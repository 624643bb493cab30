import os


class Plugin:
    __provider_name__ = "leaves_a_daemon"
    __version__ = "1.0"

    def run(self):
        seconds = os.environ["PROVIDER_TEST"]
        # Closed where the daemon runs its program.
        readable, writable = os.pipe()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.closerange(0, writable)
                os.closerange(writable + 1, 100)
                os.execve("/bin/sleep", ["sleep", seconds], {})
            os._exit(0)
        os.wait()
        os.close(writable)
        os.read(readable, 1)
