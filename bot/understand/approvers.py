"""Who else must approve a purchase, in the visitor's words: "boss has to nod", "need the CFO's ok"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.understand.message import Message, Span
from bot.understand.titles import TITLE, Title


class Approver(NamedTuple):
    """Who approves, without "the" or "our", and the words that say so."""

    name: str
    span: Span


_PERSON = (
    rf"(?:{TITLE.pattern}|(?:big |direct |line |immediate )?(?:boss(?:es)?|managers?|supervisor|superiors?)"
    rf"|higher[- ]ups?|(?:upper |senior |top )?management(?! board)|leadership(?: team)?"
    r"|(?:senior )?exec(?:utive)?s?(?: team)?|c-suite|c-level|(?:executive |management "
    r"|advisory )?board(?: of directors)?(?: members)?|board of directors|directors?|(?:steering |buying "
    r"|investment |purchasing |procurement |budget )?committee"
    r"|founders|owners|partners?|co-?founders?|wife|husband|dad|father|mother|brother|sister"
    r"|procurement(?: team| department)?|purchasing(?: team| department)?|finance(?: team| department| guys"
    r"| people| director| lead| head)?|accounting"
    r"|legal(?: team)?|it(?: team| department)?|head office|headquarters|hq|corporate|parent company"
    r"|investors?|shareholders?|team leads?|department head|client|(?:someone|somebody|people)(?: else"
    r"| above me| higher up| senior)|others"
    r"|the team|team|group|council|dean|trustees|minister|hr"
    r"|vp|director|president|controller|security team|data team|tech lead|chief)"
)
_DET = r"(?:my |our |the |his |her |their |a |an )?"
_WHO = rf"(?P<who>{_DET}{_PERSON}(?: (?:and|or|&|plus) {_DET}{_PERSON})*)(?![\w-])"
_NAME = r"(?P<name>[A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ]+)?)"
_OK = (
    r"(?:ok(?:ay)?|approval|approve|sign[- ]?offs?|signature|blessing|go[- ]?ahead|green ?light|permission"
    r"|consent|nod|buy[- ]?in|authori[sz]ation|yes|confirmation|thumbs[- ]up|endorsement|vote|decision"
    r"|input|agreement)"
)
_ACTS = (
    r"(?:sign(?:s)?(?: it| this| that| everything)?(?: off)?|approves?|decides?|nods?|ok(?:ay)?s?|agrees?"
    r"|confirms?|authori[sz]es?|green[- ]?lights?|give[s]?(?: us| me)? (?:the |his |her |their |final )*"
    + _OK
    + r"|make[s]?(?: the| that| this| all| final)*(?: purchasing| buying)? (?:decisions?|calls?)"
    r"|ha(?:s|ve) (?:the )?(?:final|last) (?:say|word|call)|hold[s]? the (?:purse(?: strings)?|budget)"
    r"|control[s]? the (?:budget|money|purse)"
    r"|call[s]? the shots|owns? the (?:budget|decision)|be convinced|review(?:s)? (?:and|&) approve"
    r"|be on board|say yes|says yes|pull the trigger|buys?|picks?|choose[s]?|weigh in|rubber[- ]stamps?"
    r"|own the decision|vote(?:s)?)"
)
_MUST = (
    r"(?:has to|have to|had to|needs to|need to|must|will|would|will have to|would have to|would need to"
    r"|will need to|is going to|gotta|'ll|'d|should|can|ultimately|finally|usually|always|still|also|then"
    r"|eventually|normally)"
)
_BY_OTHER = tuple(
    map(
        re.compile,
        (
            (
                rf"\b{_WHO}(?: who)?(?: (?:still|also|then|ultimately|always|usually|eventually|finally"
                rf"|normally"
                rf"|is the one who|is the one that|are the ones who))*(?: {_MUST})* {_ACTS}\b"
            ),
            (
                rf"\b(?:needs?|requires?|wait(?:ing)? (?:for|on)|want|get(?:ting)?|subject to|pending|without"
                rf"|depends on|have to get|awaiting|ask(?:ing)? for|seek(?:ing)?|await|with)(?: (?:to get"
                rf"|an?|the|some"
                rf"|final|formal|also))* {_WHO}'?s?'? (?:final |formal |explicit |written )?{_OK}\b"
            ),
            rf"\b{_OK}(?: (?:is |comes |needed |required |must come |has to come )*(?:from|of|by)) {_WHO}\b",
            (
                rf"\b(?:run|pass|put|clear|get)(?: it| this| that| everything| things)?(?: past| by| with"
                rf"| through"
                rf"| before| approved by| signed off by| to| in front of| okayed by| ok'd by) {_WHO}\b"
            ),
            (
                rf"\b(?:check|clear it|align|discuss(?: it| this)?|talk(?: it over| it through)?|consult"
                rf"|speak|confirm"
                rf"|agree|coordinate|go back|bring it)(?: first)? (?:with|to) {_WHO}\b"
            ),
            (
                rf"\b(?:convince|persuade|sell (?:it|this) to|pitch (?:it|this)? ?to|report back to"
                rf"|make (?:a |my )?recommendations? to|recommendations? to"
                rf"|present (?:it"
                rf"|this|options)? ?to|recommend (?:it|this)? ?to|go through|goes through|goes to"
                rf"|has to go to|get past"
                rf"|have to go to) {_WHO}\b"
            ),
            (
                rf"\b(?:up to|decision (?:is |lies |rests |sits |stays |belongs )?(?:with|of|by|to|is)"
                rf"|decided by"
                rf"|approved by|signed(?: off)? by|made by|in the hands of|depends on|responsibility of"
                rf"|call of"
                rf"|lies with|rests with|sits with) {_WHO}\b"
            ),
            (
                rf"\b(?:it'?s|that'?s|is|be|not mine,?|mine,) {_WHO}'s? (?:call|decision|budget|money|job"
                rf"|choice"
                rf"|responsibility|department|thing)\b"
            ),
            rf"\b{_WHO}'s? (?:call|decision|choice)\b(?! (?:maker|to make is mine))",
            (
                rf"\b(?:decision[- ]?makers?|approver|final say|buyer|signatory)(?: here| on this"
                rf"| for this)?(?: is"
                rf"| are| has|:|'s| would be| will be| lies with| is with) {_WHO}\b"
            ),
            (
                rf"\b{_WHO}(?: is| are|'s| will be| would be)(?: (?:the|our|a|actually|ultimate|final|main"
                rf"|real))* (?:decision[- ]?makers?|approvers?|one (?:who|to)|signatory|budget (?:owner"
                rf"|holder))\b"
            ),
            rf"\bget {_WHO} (?:on ?board|to (?:agree|approve|sign|say yes|buy in|nod|ok))\b",
        ),
    )
)
_BY_NAMED = tuple(
    map(
        re.compile,
        (
            (
                rf"{_NAME} (?:(?:ultimately|usually|always) )?(?:(?:has to|needs to|must|will|would have to"
                rf"|will have to) (?:sign|approve|decide|agree|nod|ok|confirm|give)|decides"
                rf"|signs(?: off)?|approves"
                rf"|makes the (?:final )?(?:call|decision)|has the (?:final|last) (?:say|word))"
            ),
            (
                rf"(?:need|needs|get|require|waiting for|want) {_NAME}'s (?:ok|okay|approval|sign[- ]?off"
                rf"|signature"
                rf"|blessing|go[- ]?ahead|nod|buy[- ]?in|permission)"
            ),
            (
                rf"(?:[Uu]p to|decided by|approved by|signed off by|check with|run (?:it|this) (?:by|past)"
                rf"|decision (?:is|lies|rests) with) {_NAME}(?! (?:you|me|us)\b)"
            ),
        ),
    )
)
_DONE = re.compile(
    r"\b(?:already|has approved|have approved|has signed|have signed|approved (?:the|our|this|it|a)"
    r"|signed off (?:on )?(?:the|our|a) budget|gave (?:us|me)|got the)\b"
)
_NO_NEED = re.compile(
    r"(?:\bno need (?:for|to)|\bwithout|\bdon't (?:need|have)(?: to)?|\bdoesn't (?:need|have)(?: to)?"
    r"|\bnot)(?: [a-z']+){0,3}\s*$"
)
_ANSWER = re.compile(
    rf"^[\W_]*(?:no[,. ]+|not me[,. ]+|we have |there is |there's |that(?:'s| is| would be)? |probably "
    rf"|it'?s |mostly |usually "
    rf"|ultimately |both |i think |actually )*{_WHO}(?:[,. ]+(?:of course|probably|i think|actually"
    rf"|only|does|do|decides?|will|would|not me|not i)|,? (?!and\b)[a-z]+)*(?:[^\w\x00]|_)*$"
)


def find(message: Message, own: Sequence[Title], *, asked: str | None) -> Approver | None:
    """The first person or body whose approval the message says is needed; `own` are the titles in it.

    "I'd have to check with finance" after another question is about that, not about an approval.
    """
    for pattern in _BY_OTHER:
        for match in pattern.finditer(message.plain):
            if _is_asked(message, match, own) and not (asked in _FACTS and _CHECK.match(match.group())):
                return Approver(_bare(message, *match.span("who")), match.span())
    for pattern in _BY_NAMED:
        for match in pattern.finditer(message.cased):
            if match["name"].lower() not in _NO_NAMES and message.plain[match.start()] != "\x00":
                return Approver(message.raw[slice(*match.span("name"))], match.span())
    return None


def answer(message: Message) -> Approver | None:
    """Who decides, when the message is nothing but the answer to that question."""
    match = _ANSWER.search(message.plain)
    if not match or _is_pronoun(message, match):
        return None
    return Approver(_bare(message, *match.span("who")), match.span())


def _is_pronoun(message: Message, match: re.Match[str]) -> bool:
    """Whether "it" is no IT department."""
    return message.raw[slice(*match.span("who"))] in {"it", "It"}


def _is_asked(message: Message, match: re.Match[str], own: Sequence[Title]) -> bool:
    """Whether that approval is still to come, from someone else than the speaker or the seller."""
    start, end = match.span("who")
    said, before = message.plain[match.start() : match.end() + 25], message.before(match.start())
    if _is_pronoun(message, match):
        return False
    themselves = any(title.mine and title.start < end and start < title.end for title in own)
    return not (themselves or _DONE.search(said) or _NO_NEED.search(before) or _of_seller(match, before))


def _of_seller(match: re.Match[str], before: str) -> bool:
    """Whether it is about talking to the seller ("can I talk to a manager?", "ask your team")."""
    talk = match.group().lstrip().startswith(("talk", "speak")) and _REQUEST.search(before)
    return bool(talk or _TO_SELLER.search(before) or re.search(r"\byour\b", match.group()))


_FACTS = {"budget", "timeline", "need"}
_CHECK = re.compile(r"(?:check|discuss|talk|consult|speak|confirm|align|clear|coordinate)\b")
_REQUEST = re.compile(r"\b(?:can|could|may|want|like|please)\b")
_TO_SELLER = re.compile(r"\b(?:your|can i|could i|may i|i want to|let me|i'd like to|please)\s*$")
_NO_NAME_WORDS = "i we you he she it they this that who nobody and but then yes no budget the our my so if"
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())


def _bare(message: Message, start: int, end: int) -> str:
    """The approver in the visitor's words, without "the" or "our"."""
    return re.sub(r"^(?:my|our|the|his|her|their|an?) ", "", message.raw[start:end], flags=re.IGNORECASE)
