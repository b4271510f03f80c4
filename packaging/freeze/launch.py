"""What the frozen executable runs: window, command line and workers, told apart by the arguments."""

import os
import sys


def leave_libraries_to_us() -> None:
    """Programs that are not ours (ssh-keygen, a browser) must not load our libraries.

    The boot loader names them in LD_LIBRARY_PATH for this process, which has read it already; children of ours name
    them anew.
    """
    own = os.environ.pop("LD_LIBRARY_PATH", None)
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None and own is not None:
        os.environ["LD_LIBRARY_PATH"] = before


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        leave_libraries_to_us()
    from steppe.cli.main import main

    sys.exit(main())
