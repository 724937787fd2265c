"""The curve of memory as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 760, 360, 60, 40, 16
COLOURS = ("#0b5cad", "#7fb2e5", "#a8480f", "#e8a878", "#3d7a2b", "#a3cf93")


@dataclass(frozen=True)
class Line:
    """A name and points: messages, MB."""

    name: str
    points: Sequence[tuple[int, float]]


def picture(lines: Sequence[Line]) -> str:
    """An SVG document."""
    most = max(messages for line in lines for messages, _ in line.points) or 1
    highest = _round_up(max(size for line in lines for _, size in line.points))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + 20 * len(lines)}" '
        'font-family="sans-serif" font-size="13" role="img">',
        "<title>Memory of each process by the number of messages</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        *(_rule(highest * quarter / 4, highest) for quarter in range(5)),
        *(_mark(most * quarter // 4, most) for quarter in range(5)),
    ]
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{_x(at, most):.0f},{_y(size, highest):.0f}" for at, size in line.points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        below = HEIGHT + 20 * number
        parts.append(f'<rect x="{LEFT}" y="{below}" width="24" height="4" fill="{colour}"/>')
        parts.append(f'<text x="{LEFT + 32}" y="{below + 7}">{line.name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _rule(size: float, highest: float) -> str:
    y = _y(size, highest)
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ccc"/>'
        f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{size:.0f} MB</text>'
    )


def _mark(messages: int, most: int) -> str:
    y = HEIGHT - BOTTOM + 18
    return f'<text x="{_x(messages, most):.0f}" y="{y}" text-anchor="middle">{messages:,}</text>'


def _x(messages: int, most: int) -> float:
    return LEFT + (WIDTH - LEFT - 40) * messages / most


def _y(size: float, highest: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * size / highest


def _round_up(size: float) -> int:
    return 100 * (int(size) // 100 + 1)
