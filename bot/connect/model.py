"""The trained model: what it is made of, and which one is the newest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INGREDIENTS = (
    "config.yml",
    "domain.yml",
    "data",
    "playbook/qualification.yml",
    "bot/dialogue",
    "bot/playbook",
    "bot/understand",
)
POINTER = "current.json"


@dataclass(frozen=True)
class Model:
    """A trained model: `digest` is of what it was made of, `sha256` of the file."""

    path: Path
    digest: str
    sha256: str


def ingredients_digest(root: Path) -> str:
    """A digest of the names and contents of everything that a model is made of."""
    digest = hashlib.sha256()
    for path in _ingredients(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _ingredients(root: Path) -> Iterator[Path]:
    for name in INGREDIENTS:
        for path in sorted((root / name).rglob("*")) if (root / name).is_dir() else [root / name]:
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def current_model(root: Path) -> Model | None:
    """The model that training made last, or None. Its file is not looked at; it stands in models/ itself."""
    try:
        kept = json.loads((root / "models" / POINTER).read_text())
        name, digest, sha256 = (str(kept[part]) for part in ("file", "digest", "sha256"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Model(root / "models" / name, digest, sha256) if Path(name).name == name else None


def outdated(root: Path) -> bool:
    """Whether something that the newest model is made of has changed since, or there is no model."""
    model = current_model(root)
    return model is None or model.digest != ingredients_digest(root)
