"""The playbook: what a good lead is, who takes it, what the others are sent."""

from bot.playbook.faults import Fault, PlaybookError
from bot.playbook.load import load, load_needs
from bot.playbook.shapes import Playbook

__all__ = ["Fault", "Playbook", "PlaybookError", "load", "load_needs"]
