import re
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import NAMES, ROOT, Address, Limits, Rate, load_settings

KEY = "a" * 32
REAL = {"SECRET_KEY": KEY}


def test_the_demo_needs_no_settings(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"DEMO": "1"})
    assert settings.data_dir == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/bantam.db"
    assert settings.dialogue_database_url == f"sqlite:///{tmp_path}/var/dialogue.db"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.dialogue_urls == ("http://127.0.0.1:5005",)
    assert settings.smtp_url is None
    assert settings.limits == Limits(Rate(20, 60), Rate(60, 60), Rate(10, 60))


def test_without_the_demo_a_secret_key_is_required(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"SECRET_KEY is missing.*openssl rand -hex 32"):
        load_settings(tmp_path, {})
    assert not (tmp_path / "var").exists()


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# mine\nDEMO=1\nWEB_ADDRESS=127.0.0.1:9000  # ours\nDATA_DIR='my data'\n")
    settings = load_settings(tmp_path, {"WEB_ADDRESS": "127.0.0.1:9001", "PATH": "/bin"})
    assert settings.web_address == Address("127.0.0.1", 9001)
    assert settings.public_url == "http://127.0.0.1:9001"
    assert settings.data_dir == tmp_path / "my data"


def test_an_empty_value_is_one_that_is_not_set(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"DEMO": "1", "SMTP_URL": " ", "LIMITS": ""}).smtp_url is None


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("DEMO", "yes", "is 'yes'. Write 1 for yes or 0 for no."),
        ("DATA_DIR", "file/below", "which cannot be made"),
        ("DATABASE_URL", "mysql://localhost/bantam", "Write sqlite:///PATH or postgresql://"),
        ("DATABASE_URL", "postgresql://localhost", "Write sqlite:///PATH or postgresql://"),
        ("DIALOGUE_DATABASE_URL", "sqlite:///:memory:", "Write sqlite:///PATH or postgresql://"),
        ("SMTP_URL", "mail.example.com", "starts with smtp:// or smtps:// and a host"),
        ("SMTP_URL", "smtp://:25", "starts with smtp:// or smtps:// and a host"),
        ("MAIL_FROM", "nobody", "Write it as Ann Example <ann@example.com>."),
        ("MAIL_FROM", "Ann <ann@example.com>\nBcc: all@example.com", "Write it as Ann Example"),
        ("INBOUND_URL", "http://mail.example.com", "Write imaps://USER:PASSWORD@HOST/FOLDER"),
        ("INBOUND_URL", "imaps://mail.example.com", "lacks the user or the password"),
        ("INBOUND_URL", "imaps://ann@mail.example.com", "lacks the user or the password"),
        ("PUBLIC_URL", "chat.example.com", "starts with http:// or https:// and a host"),
        ("PUBLIC_URL", "https://chat.example.com/?a=b", "starts with http:// or https:// and a host"),
        ("ALLOWED_ORIGINS", "https://example.com/shop", "Write origins alone"),
        ("ALLOWED_ORIGINS", "*", "starts with http:// or https:// and a host"),
        ("TRUSTED_PROXIES", "10.0.0.300", "Write addresses or networks"),
        ("SECRET_KEY", "short", "Use what `openssl rand -hex 32` prints."),
        ("ACTIONS_TOKEN", "1" * 40, "Use what `openssl rand -hex 32` prints."),
        ("DIALOGUE_TOKEN", "0x" + "a" * 40, "Use what `openssl rand -hex 32` prints."),
        ("WEB_ADDRESS", "8000", "Write HOST:PORT"),
        ("WEB_ADDRESS", "http://127.0.0.1:8000", "Write HOST:PORT"),
        ("ACTIONS_ADDRESS", "127.0.0.1:99999", "Write HOST:PORT"),
        ("DIALOGUE_ADDRESS", "127.0.0.1:0", "Write HOST:PORT"),
        ("DIALOGUE_URLS", "http://a:5005,b:5005", "starts with http:// or https:// and a host"),
        ("LIMITS", "conversation=many", "holds 'conversation=many'. Write conversation=20/minute"),
        ("CLOCK", "tomorrow", "Write an instant with its offset"),
        ("CLOCK", "2026-03-02T09:00:00", "lacks the offset"),
    ],
)
def test_a_malformed_value_names_the_setting_and_the_remedy(
    tmp_path: Path, name: str, value: str, fault: str
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=re.escape(fault)) as raised:
        load_settings(tmp_path, {**REAL, name: value})
    assert str(raised.value).startswith(f"{name} ")


def test_a_password_is_repeated_neither_by_an_error_nor_by_the_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings(tmp_path, {**REAL, "SMTP_URL": "smtp://ann:hunter2@mail.example.com:x"})
    assert "hunter2" not in str(raised.value)
    url = "postgresql://bantam:hunter2@db/bantam"
    settings = load_settings(tmp_path, {**REAL, "DATABASE_URL": url})
    assert settings.database_url == url
    assert "hunter2" not in repr(settings)
    assert KEY not in repr(settings)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("DEMO=1\nDATBASE_URL=x", "DATBASE_URL in line 2 of .env is no setting of Bantam. Correct the name"),
        ("DEMO", "Line 1 of .env is no setting. Write NAME=value."),
        ("DEMO=1\n\nDEMO=0\n", "DEMO is set again in line 3 of .env. Keep one of the two lines."),
        ("DEMO='1", "Line 1 of .env is no setting. Write NAME=value."),
    ],
)
def test_a_faulty_line_of_the_file_stops_the_start(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / ".env").write_text(text)
    with pytest.raises(SettingsError, match=re.escape(fault)):
        load_settings(tmp_path, {})


def test_real_mail_needs_a_sender(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MAIL_FROM is missing while SMTP_URL sends real mail"):
        load_settings(tmp_path, {**REAL, "SMTP_URL": "smtp://localhost:25"})


def test_real_mail_is_never_sent_at_a_false_time(tmp_path: Path) -> None:
    given = {
        **REAL,
        "SMTP_URL": "smtp://localhost",
        "MAIL_FROM": "a@example.com",
        "CLOCK": "2026-03-02T09:00:00Z",
    }
    with pytest.raises(SettingsError, match="CLOCK would send real mail at a false time"):
        load_settings(tmp_path, given)


def test_processes_that_start_together_agree_on_the_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        started = list(pool.map(lambda _: load_settings(tmp_path, {"DEMO": "1"}), range(64)))
    assert len({(s.secret_key, s.dialogue_token, s.actions_token) for s in started}) == 1
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secrets.json"]
    assert stat.S_IMODE((tmp_path / "var" / "secrets.json").stat().st_mode) == 0o600


def test_a_broken_file_of_secrets_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secrets.json").write_text("{")
    with pytest.raises(SettingsError, match=r"DATA_DIR holds a secrets\.json .* delete it to begin anew"):
        load_settings(tmp_path, {"DEMO": "1"})


def test_the_clock_starts_once_and_runs_on(tmp_path: Path) -> None:
    given = {"DEMO": "1", "CLOCK": "2026-03-02T09:00:00+01:00"}
    first = load_settings(tmp_path, given).clock_offset
    shown = datetime.now(UTC) + first
    assert abs(shown - datetime(2026, 3, 2, 8, tzinfo=UTC)) < timedelta(seconds=10)
    assert load_settings(tmp_path, given).clock_offset == first
    assert load_settings(tmp_path, {"DEMO": "1"}).clock_offset == timedelta(0)


def test_every_setting_is_documented_and_nothing_else() -> None:
    documented = re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(documented) == sorted(NAMES)


def test_the_example_file_can_be_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())
    assert load_settings(tmp_path, REAL).web_address == Address("127.0.0.1", 8000)
