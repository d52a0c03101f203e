"""`bantam understand`: the facts that texts state, as JSON."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.commands.app import add_verb
from bot.errors import Refused
from bot.settings import ROOT


def add_verbs(verbs: Any) -> None:
    read = add_verb(verbs, "understand", understand, "print the facts that a text states, as JSON")
    what = read.add_mutually_exclusive_group(required=True)
    what.add_argument("text", metavar="TEXT", nargs="?")
    what.add_argument(
        "--jsonl", metavar="FILE", help='of {"id", "text", "asked", "now"} a line; - reads them here'
    )
    read.add_argument("--asked", metavar="FACT", help="the question that the text answers, such as budget")
    read.add_argument("--now", metavar="INSTANT", help="the visitor's present, with its offset")


def understand(arguments: Namespace) -> None:
    from bot.playbook import load_needs
    from bot.understand.command import ASKED, BadLine, parse_instant, run_jsonl, run_text
    from bot.understand.encoder import load
    from bot.understand.facts import NeedCategory

    if arguments.asked not in (None, *ASKED):
        raise Refused(f"{arguments.asked} is nothing that is asked. Write one of {', '.join(ASKED)}.")
    needs = tuple(NeedCategory(need.name, need.keywords, need.examples) for need in load_needs(ROOT))
    try:
        now = parse_instant(arguments.now) if arguments.now else datetime.now().astimezone()
        if arguments.jsonl is None:
            facts = run_text(arguments.text, asked=arguments.asked, now=now, needs=needs, encoder=load())
            print(json.dumps(facts, ensure_ascii=False))
            return
        with _lines(arguments.jsonl) as lines:
            for line in run_jsonl(lines, now=now, needs=needs, encoder=load()):
                print(line, flush=True)
    except (BadLine, OSError, UnicodeDecodeError) as error:
        raise Refused(f"{error}. Nothing after it was read.") from None


def _lines(name: str) -> Any:
    return nullcontext(sys.stdin) if name == "-" else Path(name).open(encoding="utf-8")
