"""Does what is due: each kind of due work in a loop of its own, until the process is told to stop."""

from bot.worker.service import DueWork, run, tick

__all__ = ["DueWork", "run", "tick"]
