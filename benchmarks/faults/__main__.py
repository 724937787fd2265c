"""`make faults`: everything that can go wrong, in the middle of everything; writes docs/faults.md.

With a word, such as `python -m benchmarks.faults kill`, only the faults and activities in which it stands are
tried, and nothing is written.
"""

import sys

if __name__ == "__main__":
    # Each process that is killed imports this module anew before it begins, and needs nothing of it.
    from benchmarks.faults.run import main

    sys.exit(main(sys.argv[1:]))
