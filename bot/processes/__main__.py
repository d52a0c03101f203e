"""What the Makefile calls: `python -m bot.processes run|validate`."""

import sys

from bot.errors import BantamError
from bot.settings import ROOT


def main(step: str) -> int:
    if step == "run":
        from bot.processes.preparing import run

        return run(ROOT)
    from bot.processes.progress import say
    from bot.processes.training import validate

    validate(ROOT, say)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except BantamError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
