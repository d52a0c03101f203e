"""Reads playbook/qualification.yml: what to ask, what a good lead is, what each answer is worth."""

from __future__ import annotations

from bot.playbook import values
from bot.playbook.reader import REQUIRED, Block, one_of
from bot.playbook.shapes import (
    BUCKETS,
    PERIODS,
    QUESTIONS,
    ROLES,
    SCORE_RULES,
    Fit,
    Money,
    Need,
    QualificationPlaybook,
    Qualified,
    Question,
    ScoreBook,
)

EXAMPLES = 10
"""So many ways of saying it make a category reliable (see docs/evaluation.md for the curve)."""


def read_qualification(file: Block) -> QualificationPlaybook:
    questions = _questions(file)
    needs = tuple(_need(block) for block in file.blocks("needs", "- name: ...", "need {}"))
    for index, need in enumerate(needs):
        if need.name is not REQUIRED and need.name in {other.name for other in needs[:index]}:
            file.fault("needs", f'has the need "{need.name}" twice', "keep one of them")
    money, qualified = _money(file), _qualified(file)
    for fact in qualified.facts:
        if fact not in {question.ask for question in questions}:
            file.fault("ask", f"never asks for {fact}, which `qualified` needs", f"add {fact} to ask")
    score = _score(file)
    file.done()
    return QualificationPlaybook(questions, money, needs, qualified, score)


def _questions(file: Block) -> tuple[Question, ...]:
    known = ", ".join(QUESTIONS)
    asked = file.values("ask", one_of(QUESTIONS), known, REQUIRED)
    routing = file.values("only_for_routing", one_of(("company", "company_size")), "company, company_size")
    for index, ask in enumerate(asked):
        if ask in asked[:index]:
            file.fault("ask", f"asks for {ask} twice", "keep one of them")
    for ask in routing:
        if ask not in asked:
            file.fault("only_for_routing", f"has {ask}, which is never asked", f"add {ask} to ask")
    return tuple(Question(ask, "routing" if ask in routing else "always") for ask in asked)


def _need(block: Block) -> Need:
    block.name("name", "need")
    name = block.value("name", values.name, "a short name, for example analytics")
    title = block.value("title", values.text, "what the visitor sees, for example Analytics")
    keywords = block.values("keywords", values.text, "words that mean it", REQUIRED)
    examples = block.values("examples", values.text, "what visitors say", REQUIRED)
    if len(set(examples)) < EXAMPLES and block.has("examples"):
        what = f"has {len(set(examples))} different examples"
        block.fault("examples", what, f"write at least {EXAMPLES}, each in other words")
    block.done()
    return Need(name, title, keywords, examples)


def _money(file: Block) -> Money:
    currency = file.value("currency", values.currency, "EUR")
    block = file.block("rates", "what one unit of each currency is worth", "rates")
    date = REQUIRED
    rates = {currency: 1.0}
    if block:
        date = block.value("date", values.day, "the day of these rates, for example 2026-11-20")
        for code in block.names():
            if code == "date":
                continue
            try:
                values.currency(code)
            except ValueError as error:
                block.fault(code, f'has "{code}", which is {error}', "write a code such as USD")
            rates[code] = block.value(code, values.amount, f"what one {code} is worth in {currency}")
        block.done()
    return Money(currency, date, rates, _periods(file))


def _periods(file: Block) -> dict[str, float]:
    block = file.block("a_year_is", "{once: 1, month: 12, year: 1}", "a_year_is")
    if not block:
        return {}
    periods = {key: block.value(key, values.amount, "how often it counts in a year") for key in PERIODS}
    block.done()
    return periods


def _qualified(file: Block) -> Qualified:
    block = file.block("qualified", "what a sales qualified lead is", "qualified")
    if not block:
        return Qualified(False, (), None, None)
    read = Qualified(
        need=block.value("need", one_of(("known", "any")), "known", "any") == "known",
        roles=block.values("roles", one_of(ROLES), ", ".join(ROLES)),
        budget_at_least=block.value("budget_at_least", values.amount, "20000", None),
        within=block.value("within", one_of(BUCKETS[:-1]), "now, quarter or half_year", None),
    )
    block.done()
    return read


def _score(file: Block) -> ScoreBook:
    block = file.block("score", "points for each rule", "score")
    points: dict[str, int] = {}
    if block:
        for rule in SCORE_RULES:
            points[rule] = block.value(rule, values.whole(-100, 100), "a whole number from -100 to 100", 0)
        block.done()
    warm, hot = _temperature(file)
    return ScoreBook(points, warm, hot, _fit(file))


def _temperature(file: Block) -> tuple[int, int]:
    block = file.block("temperature", "{warm: 40, hot: 70}", "temperature")
    if not block:
        return 0, 0
    whole = values.whole(1, 100)
    warm, hot = block.value("warm", whole, "40", 0), block.value("hot", whole, "70", 0)
    for key in ("warm", "hot"):
        if not block.has(key):
            block.fault(key, f"has no {key}", f"write {key}: a total from 1 to 100")
    if warm and hot and warm >= hot:
        block.fault("hot", f"is hot at {hot} but warm at {warm}", "write a hot above warm")
    block.done()
    return warm, hot


def _fit(file: Block) -> Fit:
    block = file.block("fit", "the company that you serve best", "fit", None)
    if not block:
        return Fit()
    read = Fit(
        company_size=block.value("company_size", values.size, "50-5000", None),
        countries=block.values("countries", values.country, "DE, US"),
        industries=block.values("industries", values.text, "software, retail"),
    )
    block.done()
    return read
