"""The command line. Its verbs are in `bot.commands`, by who uses them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.commands import marketers, operators, personal, reading, reps, running
from bot.errors import BantamError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 refused or failed, 2 called or set up wrongly."""
    parser = argparse.ArgumentParser(prog="bantam", description="A website chatbot that qualifies leads.")
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)
    for group in (running, marketers, reading, reps, operators, personal):
        group.add_verbs(verbs)
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except BantamError as error:
        sys.stderr.write(f"bantam: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # as in `bantam understand --jsonl FILE | head`
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
