"""Templates: what they may do, and how their words look."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BantamError
from bot.mail.markdown import read
from bot.mail.markdown import to_html as html_of
from bot.mail.plain import to_text as text_of
from bot.mail.templates import TemplateFault, Templates
from bot.playbook.templates import VARIABLES
from tests.nurturing import DESK, PLAYBOOK, PUBLIC_URL

TEMPLATES = Templates(lambda: PLAYBOOK, PUBLIC_URL)


def to_html(markdown: str) -> str:
    return html_of(read(markdown))


def to_text(markdown: str) -> str:
    return text_of(read(markdown))


@pytest.mark.parametrize("name", sorted({s.email for q in PLAYBOOK.sequences for s in q.steps}))
@pytest.mark.parametrize("known", [True, False])
def test_each_mail_of_a_sequence_can_be_written_with_and_without_what_is_known(
    name: str, known: bool
) -> None:
    email = PLAYBOOK.email(name)
    variables: dict[str, Any] = {name: f"the {name}" if known else "" for name in VARIABLES}
    variables["chat_url"] = "https://chat.example/"
    variables["answers"] = [{"title": "Next year", "url": "https://chat.example/a"}] if known else []

    words = TEMPLATES.words(email.subject, email.body, variables, unsubscribe_url="https://x.example/u")

    assert words.subject
    for line in PLAYBOOK.site.postal_address:
        assert line in words.text
        assert line in words.html
    assert "https://x.example/u" in words.text
    assert 'href="https://x.example/u"' in words.html
    assert PLAYBOOK.site.sender_name in words.text
    assert "{{" not in words.text + words.html


def test_without_a_link_to_unsubscribe_nothing_is_said_of_it() -> None:
    words = TEMPLATES.words("Hello", "Your meeting stands.", {})

    assert "nsubscribe" not in words.html
    assert f"{PUBLIC_URL}/privacy" in words.text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{{ nobody }}", "an unknown variable"),
        ("{{ first_name.missing }}", "an unknown attribute"),
        ("{{ ''.__class__.__mro__ }}", "out of the sandbox"),
        ("{{ first_name.__init__.__globals__ }}", "out of the sandbox"),
        ("{% for x in range(999999999) %}x{% endfor %}", "a loop without end"),
        ("{% include '/etc/passwd' %}", "another file"),
        ("{% if %}", "a broken tag"),
        ("{{ first_name | nofilter }}", "an unknown filter"),
        ("{{ 1 / 0 }}", "arithmetic"),
        ("{{ first_name() }}", "a call"),
    ],
)
def test_a_faulty_template_is_refused_with_words(body: str, why: str) -> None:
    with pytest.raises(TemplateFault, match="cannot be filled in"):
        TEMPLATES.words("Hello", body, {"first_name": "Ann"})


def test_an_unknown_template_or_a_path_is_no_template() -> None:
    for name in ("nobody", "../words/confirm", "", "/etc"):
        with pytest.raises(BantamError):
            TEMPLATES.render(name, {})


@pytest.mark.parametrize(
    "words",
    [
        "[click](https://evil.example)", "<script>alert(1)</script>", "**bold** _it_", "# head", "- item",
        "> quote", "`code`", "![x](https://evil.example/x.png)", "<https://evil.example>", "1. one", "***",
        "\\[x\\](https://e.example)", "&lt;b&gt;", "a\n\n# b", "    indented", "[x]: https://evil.example",
        "|a|b|", "~~~", "javascript:alert(1)", "{{ 7 * 7 }}",
    ],
)  # fmt: skip
def test_what_a_visitor_typed_stays_what_they_typed(words: str) -> None:
    made = TEMPLATES.words("Hello", "{{ said }}", {"said": words})

    body = made.html.split("<p ")[1].split("</p>")[0]
    assert body.count("<") == 0
    assert made.text.split("\n\n-- \n")[0] == " ".join(words.split())


def test_a_paragraph_that_is_one_link_is_a_button_and_a_line_of_its_own() -> None:
    assert to_text("[Pick a time](https://a.example/x)") == "Pick a time:\nhttps://a.example/x"
    assert 'class="button"' in to_html("[Pick a time](https://a.example/x)")
    assert 'class="button"' not in to_html("Or [pick a time](https://a.example/x)")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/relative"]
)
def test_a_link_leads_to_the_web_or_a_mailbox_only(address: str) -> None:
    assert "href" not in to_html(f"[x]({address})")


def test_lists_quotes_and_headings_read_well_as_text() -> None:
    markdown = """# Title

Hello,
second line

- one **bold**
- two [site](https://a.example)
  - inner

1. first
2. second

---

> quoted

mail [us@a.example](mailto:us@a.example)
"""
    assert to_text(markdown) == (
        "Title\n\nHello,\nsecond line\n\n- one bold\n- two site (https://a.example)\n  - inner\n"
        "1. first\n2. second\n\n---\n\n> quoted\n\nmail us@a.example"
    )


def test_the_question_of_a_double_opt_in_is_a_template_that_bantam_brings() -> None:
    words = TEMPLATES.render("confirm", {"first_name": "", "confirm_url": "https://a.example/confirm/x"})

    assert "https://a.example/confirm/x" in words.text
    assert words.text.startswith("Hi,")
    assert DESK.templates is not TEMPLATES


def test_a_list_of_links_is_choices_and_any_other_list_is_a_list() -> None:
    choices = to_html("- [one](https://a.example/1)\n- [two](https://a.example/2)")
    assert 'class="choices"' in choices
    assert choices.count("<tr>") == 2
    assert "<li>" not in choices
    assert 'class="choices"' not in to_html("- [one](https://a.example/1)\n- two")
    assert 'class="choices"' not in to_html("- [one](https://a.example/1)\n  - [two](https://a.example/2)")


def test_each_link_is_asked_for_once_and_is_the_same_in_html_and_text() -> None:
    asked: list[str] = []

    def follow(url: str) -> str:
        asked.append(url)
        return f"https://f.example/{len(asked)}"

    words = TEMPLATES.words(
        "Hello",
        "[a](https://a.example) and <https://b.example/x>\n\n[c](mailto:c@c.example)",
        {},
        follow=follow,
    )
    assert asked == ["https://a.example", "https://b.example/x", "mailto:c@c.example"]
    assert "a (https://f.example/1) and https://b.example/x (https://f.example/2)" in words.text
    for number in (1, 2):
        assert f'href="https://f.example/{number}"' in words.html


def test_long_lines_of_text_are_broken_between_words_and_no_address_is() -> None:
    address = "https://a.example/" + "x" * 120
    text = to_text(f"{'word ' * 40}[here]({address}) and on\n\n- {'item ' * 30}")

    assert address in text
    assert all(len(line) <= 76 for line in text.split("\n") if address not in line)
    assert "\n  item" in text


def test_styles_stand_in_the_elements_and_colours_for_the_dark_below_media() -> None:
    words = TEMPLATES.words("Hello", "Hi,\n\n[x](https://a.example) y\n\n[Go](https://a.example)", {})
    tokens = (Path(__file__).parents[3] / "bot/web/static/tokens.css").read_text("utf-8")
    light, dark = re.findall(r"--accent: (#\w+);", tokens)

    head, body = words.html.split("<body")
    assert f"background-color:{light}" in body
    assert "@media (prefers-color-scheme: dark)" in head
    assert f"background-color: {dark} !important" in head
    assert "var(--" not in words.html
    assert body.count("<p>") == 0
    assert '<html lang="en"' in head
    assert "<img" not in words.html


def test_a_mail_is_far_from_the_size_at_which_mail_programs_cut() -> None:
    longest = "Hi,\n\n" + "\n\n".join(f"{'word ' * 20}[x](https://a.example/{n})" for n in range(6))
    assert len(TEMPLATES.words("Hello", longest, {}).html.encode()) < 30_000


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ("Hi Ann,\n\nthanks for [the chat](https://a.example).\n\nMore.", "Thanks for the chat. More."),
        ("No greeting here", "No greeting here"),
        ("Hi,\n\n**one** \\<b\\> thing", "One &lt;b&gt; thing"),
        ("Hi,\n\n" + "word " * 60, "Word word"),
    ],
)
def test_a_list_of_mails_shows_what_comes_after_the_greeting(body: str, begins: str) -> None:
    shown = TEMPLATES.words("Hello", body, {}).html.split('class="preheader"')[1].split(">", 1)[1]
    assert shown.startswith(begins)
    assert len(shown.split("͏")[0]) <= 140


def test_below_useful_mail_stand_the_choice_and_the_way_out() -> None:
    words = TEMPLATES.words(
        "Hello", "Text", {}, unsubscribe_url="https://x.example/u", preferences_url="https://x.example/p"
    )
    for part in (words.text, words.html):
        assert part.index("https://x.example/p") < part.index("https://x.example/u")


@pytest.mark.parametrize("address", ["http://[", "http://[::1", "https://a.example:99999/", "http://"])
def test_an_address_that_nobody_can_read_does_not_end_the_worker(address: str) -> None:
    assert "x" in to_text(f"[x]({address})")
