"""Vectors of passages."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared
from storage.declarations.words import CREATED
from storage.tables import VectorRow

DECLARED = (
    Declared(
        VectorRow,
        "Finds entries by their meaning without computing that anew; questions are not in it.",
        Kept.TECHNICAL,
        Basis.NONE,
        {
            "text_hash": "which passage of the city's content",
            "model": "which model",
            "vector": "its meaning in numbers",
            "created_at": CREATED,
            "used_at": "deletes it when its passage is gone",
        },
    ),
)
