"""What is generated once and kept in DATA_DIR, so that all processes of one copy agree."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from bot.errors import SettingsError


def kept_secrets(data_dir: Path) -> dict[str, str]:
    """SECRET_KEY, DIALOGUE_TOKEN and ACTIONS_TOKEN for those that are not set."""
    names = ("SECRET_KEY", "DIALOGUE_TOKEN", "ACTIONS_TOKEN")
    return _kept(data_dir / "secrets.json", lambda: {name: f"k{secrets.token_hex(32)}" for name in names})


def clock_start(data_dir: Path, instant: datetime) -> datetime:
    """When the machine's clock stood where the product's clock showed `instant`: at its first start."""
    key = instant.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%S")
    kept = _kept(data_dir / f"clock-{key}.json", lambda: {"at": datetime.now(timezone.utc).isoformat()})
    return datetime.fromisoformat(kept["at"])


def _kept(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What the file holds; `make` fills it when it is not there, for its owner's eyes only.

    Of several processes that start together the first one wins: a link to a name that exists fails.
    """
    try:
        if not path.exists():
            draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(make(), file)
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return {str(name): str(value) for name, value in json.loads(path.read_text()).items()}
    except (OSError, ValueError, AttributeError) as error:
        fault = f"holds a {path.name} that cannot be used ({error})"
        raise SettingsError("DATA_DIR", fault, "Make it readable, or delete it to begin anew.") from None
