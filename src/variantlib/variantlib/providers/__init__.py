"""Answer for common hardware without plugins.

Each module has one provider: ``x86_64``, ``aarch64``, ``nvidia``, ``amd``, ``intel``,
``tpu``, ``ascend``. Files are read in this process; libraries and programs are asked in
a process of their own, by the modules with an underscore.
"""
