"""docs/operators.md: what operators copy from it names settings, commands and numbers that there are."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.__main__ import main
from bot.processes import dialogue, up
from bot.report.operation import KINDS, MAIL_STATES
from bot.settings import NAMES, ROOT
from bot.staff.service import create_token
from tests.integration.web.conftest import Gateway

GUIDE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
METRIC = r"\b(?:bantam|process|python)_[a-z_]+[a-z]\b"
LABELS = {"kind": set(KINDS), "state": set(MAIL_STATES)}


def blocks(first: str) -> Iterator[str]:
    """The guide's blocks of code that begin with this line."""
    for block in re.findall(r"^ *```\n(.*?)^ *```$", GUIDE, re.MULTILINE | re.DOTALL):
        text = textwrap.dedent(block)
        if text.startswith(first):
            yield text


def alerts() -> dict[str, str]:
    [text] = blocks("groups:")
    [group] = yaml.safe_load(text)["groups"]
    return {rule["alert"]: rule["expr"] for rule in group["rules"]}


async def samples(gateway: Gateway) -> set[str]:
    """The names of a scrape, once something was asked."""
    async with gateway.app.store.write() as uow:
        token = await create_token(uow, "prometheus", gateway.app.clock.now(), scope="metrics")
    bearer = {"Authorization": f"Bearer {token}"}
    await gateway.http.get("/healthz")
    text = (await gateway.http.get("/metrics", headers=bearer)).text
    families = list(text_string_to_metric_families(text))
    # A kind that nothing has, as of open tasks, has a family and no sample.
    return {family.name for family in families} | {s.name for family in families for s in family.samples}


async def test_every_number_of_an_alert_and_of_the_table_is_in_a_scrape(gateway: Gateway) -> None:
    there = await samples(gateway)
    watched = {name for expr in alerts().values() for name in re.findall(METRIC, expr)}
    assert watched
    assert watched <= there
    rows = "\n".join(line for line in GUIDE.splitlines() if line.startswith("| `bantam_"))
    told = set(re.findall(METRIC, rows))
    assert len(told) > 10
    assert told <= there


@pytest.mark.parametrize("alert", alerts())
def test_an_alert_asks_for_labels_that_there_are(alert: str) -> None:
    for label, values in re.findall(r'(kind|state)=~?"([^"]+)"', alerts()[alert]):
        assert set(values.split("|")) <= LABELS[label]


def test_every_setting_and_every_command_of_a_unit_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    words = re.findall(r"`([A-Z][A-Z_]+)(?:=[^`]*)?`", GUIDE)
    assigned = [name for block in blocks("SECRET_KEY=") for name in re.findall(r"(?m)^([A-Z_]+)=", block)]
    assert len(assigned) > 5
    assert set(assigned) <= set(NAMES)
    assert {name for name in words if name.endswith(("_ADDRESS", "_URL", "_URLS", "_TOKEN"))} <= set(NAMES)
    with pytest.raises(SystemExit):
        main(["--help"])
    helped = capsys.readouterr().out
    for verb in re.findall(r"ExecStart=\S+/bantam (\w+)", GUIDE):
        assert verb in helped


def test_systemd_waits_longer_than_a_process_takes_to_end() -> None:
    waits = [int(seconds) for seconds in re.findall(r"^ *TimeoutStopSec=(\d+)$", GUIDE, re.MULTILINE)]
    assert len(waits) == 2
    assert min(waits) > max(up.STOPS_WITHIN, dialogue.STOPS_WITHIN)
