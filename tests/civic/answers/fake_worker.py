"""Speaks as the worker does, without a model: a text's vector points to its number of characters.

The text `hang` is never answered and `slow` late, `die` ends the program, `fade` first its output, `refuse`
is an error. Requests are noted in a file.
"""

import json
import os
import struct
import sys
import time
from base64 import b64encode
from pathlib import Path

DIMS = 512
MODEL = "fuse-0"


def vector(text: str) -> bytes:
    """All its length in one direction."""
    numbers = [0.0] * DIMS
    numbers[len(text) % DIMS] = 1.0
    return struct.pack(f"<{DIMS}f", *numbers)


def say(line: str) -> None:
    """A line to the parent."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(log: Path, hello: str) -> None:
    """Says hello, then answers until the end of input."""
    say(hello)
    for line in sys.stdin:
        request = json.loads(line)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{request['kind']} {len(request['texts'])}\n")
        reply: dict[str, object] = {"id": request["id"]}
        match request["texts"][0]:
            case "hang":
                time.sleep(600)
            case "slow":
                time.sleep(0.5)
                reply["error"] = "TooLate"
            case "die":
                os._exit(7)
            case "fade":
                os.close(1)
                time.sleep(0.3)
                os._exit(8)
            case "refuse":
                reply["error"] = "ValueError"
            case _:
                data = b"".join(map(vector, request["texts"]))
                reply |= {"shape": [len(request["texts"]), DIMS], "data": b64encode(data).decode()}
        say(json.dumps(reply))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
