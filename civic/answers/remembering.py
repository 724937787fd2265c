"""A cache of what a method found that ends with its object."""

import functools
import weakref
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_T = TypeVar("_T")


def remembering(method: Callable[_P, _T], most: int | None = None) -> Callable[_P, _T]:
    """The bound method, asked once for the same arguments; the latest `most` results stay (None: all).

    A cache that an object keeps of its own bound method holds that object, which then stays until the
    collector comes by; an index of a city's knowledge is too large for that, and once frozen
    (`gc.freeze`) stays for ever.
    """
    weak = weakref.WeakMethod(method)

    @functools.lru_cache(maxsize=most)
    def found(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        bound = weak()
        assert bound is not None, "whoever asks holds the object"
        return bound(*args, **kwargs)

    return cast("Callable[_P, _T]", found)
