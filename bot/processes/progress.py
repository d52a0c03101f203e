"""How long steps say what they do."""

import sys


def say(text: str) -> None:
    """One line, at once, also into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
