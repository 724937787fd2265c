"""Memory that is freed goes back to the system: glibc keeps more and more of it unless it is told not to."""

import ctypes
import logging

log = logging.getLogger(__name__)

# Names of `mallopt(3)`. Once a large block was freed, glibc takes blocks of its size from the heap, where
# what is freed stays as long as anything above it is in use; and each thread gets a heap of its own.
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
LARGE, HEAPS = 128 * 1024, 2


def give_back() -> bool:
    """Large blocks come from the system and go back to it, and threads share heaps. False where the C library
    has no such setting."""
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        log.debug("the C library has no mallopt; memory is kept as it likes")
        return False
    return bool(set_option(_MMAP_THRESHOLD, LARGE)) and bool(set_option(_ARENA_MAX, HEAPS))
