"""Memory that is freed goes back to the system: glibc keeps more and more of it unless it is told not to."""

import ctypes
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

# Names of `mallopt(3)`. Once a large block was freed, glibc takes blocks of its size from the heap, where
# what is freed stays as long as anything above it is in use; and each thread gets a heap of its own.
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
LARGE, HEAPS = 128 * 1024, 2


def give_back() -> bool:
    """Large blocks come from the system and go back to it, and threads share heaps. False where the C library
    has no such setting."""
    set_option = _function("mallopt")
    return bool(set_option and set_option(_MMAP_THRESHOLD, LARGE) and set_option(_ARENA_MAX, HEAPS))


def trim() -> bool:
    """After much work: what lies freed in the heaps goes back now. False where there was nothing, or the C
    library cannot."""
    trim_heaps = _function("malloc_trim")
    return bool(trim_heaps and trim_heaps(ctypes.c_size_t(0)))


def _function(name: str) -> Callable[..., int] | None:
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError, TypeError):  # TypeError: Windows has no such handle
        log.debug("the C library has no %s; memory is kept as it likes", name)
        return None
    return found
