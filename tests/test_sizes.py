"""Files and functions stay short enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import LAYERS, Source, sources

ROOT = Path(__file__).resolve().parent.parent
FILE_LIMIT = 300
BODY_LIMIT = 45

Function = ast.FunctionDef | ast.AsyncFunctionDef


def body_lines(function: Function) -> int:
    """Lines from the first statement to the last, without the docstring."""
    has_docstring = ast.get_docstring(function) is not None
    statements = function.body[1:] if has_docstring else function.body
    if not statements:
        return 0
    last = statements[-1]
    return (last.end_lineno or last.lineno) - statements[0].lineno + 1


def too_long(source: Source) -> Iterator[str]:
    """What is longer than it may be in a file."""
    lines = len((source.root / source.path).read_text(encoding="utf-8").splitlines())
    if lines > FILE_LIMIT:
        yield f"{source.path}: {lines} lines, at most {FILE_LIMIT}"
    for node in ast.walk(source.tree):
        if isinstance(node, Function) and (length := body_lines(node)) > BODY_LIMIT:
            yield f"{source.path}:{node.lineno}: {node.name} has {length} lines, at most {BODY_LIMIT}"


def all_too_long(root: Path) -> list[str]:
    """The same for the whole product."""
    return [line for source in sources(root, LAYERS) for line in too_long(source)]


def test_files_and_functions_are_short() -> None:
    assert all_too_long(ROOT) == []


def test_a_long_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "civic").mkdir()
    (tmp_path / "civic" / "events.py").write_text("x = 1\n" * 301)
    assert all_too_long(tmp_path) == ["civic/events.py: 301 lines, at most 300"]


def test_a_long_function_is_named_and_its_docstring_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "civic").mkdir()
    head = 'class A:\n    async def f(self) -> None:\n        """One.\n\n        Two.\n        """\n'
    file = tmp_path / "civic" / "events.py"
    file.write_text(head + "        x = 1\n" * 45)
    assert all_too_long(tmp_path) == []
    file.write_text(head + "        x = 1\n" * 46)
    assert all_too_long(tmp_path) == ["civic/events.py:2: f has 46 lines, at most 45"]
