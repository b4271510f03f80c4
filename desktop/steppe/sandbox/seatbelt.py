"""The helper's second wall on macOS: a Seatbelt profile that denies everything the kernel asks about.

What a process has open and mapped stays usable: the pipes to the application, the loaded component. `sandbox_init` is
the call that browsers use for their renderers; Apple marks it as deprecated and keeps it. Written from the manual pages
sandbox_init(3) and sandbox-exec(1); not run by us, since we have no such machine.
"""

from __future__ import annotations

import ctypes

# Signals to itself are how abort() ends a broken process; asking for its own processor time is how time is kept.
PROFILE = """(version 1)
(deny default)
(allow signal (target self))
(allow process-info* (target self))
"""
_TEXT_PROFILE = 0  # flags: the profile is given as text, not by name


def enter() -> bool:
    """Put this process, all threads of it, behind the profile for good; False where the system refuses."""
    try:
        library = ctypes.CDLL("/usr/lib/libSystem.B.dylib")
        initialise, free = library.sandbox_init, library.sandbox_free_error
    except (OSError, AttributeError):
        return False
    initialise.argtypes = (ctypes.c_char_p, ctypes.c_uint64, ctypes.POINTER(ctypes.c_char_p))
    initialise.restype = ctypes.c_int
    free.argtypes = (ctypes.c_char_p,)
    free.restype = None
    problem = ctypes.c_char_p()
    if initialise(PROFILE.encode("ascii"), _TEXT_PROFILE, ctypes.byref(problem)) == 0:
        return True
    free(problem)
    return False
