"""The sentence encoder: all-MiniLM-L6-v2 in 8-bit ONNX, on one thread; `understand`'s only file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DIMENSIONS = 384
_TOKENS = 128


class EncoderDamaged(RuntimeError):
    """A file of the encoder is missing or is not the one whose hash is committed."""


@lru_cache(maxsize=2)
def load(folder: Path = FOLDER) -> OnnxEncoder:
    """The encoder of that folder, loaded once per process (0.2 s, 60 MB).

    Raises EncoderDamaged when a file does not have the SHA-256 that `SHA256` gives for it.
    """
    verify(folder)
    return OnnxEncoder(folder)


def verify(folder: Path = FOLDER) -> dict[str, str]:
    """The SHA-256 of each encoder file by name; raises EncoderDamaged when one differs from `SHA256`."""
    try:
        lines = (folder / "SHA256").read_text().splitlines()
        wanted = {name: digest for digest, name in map(str.split, filter(None, lines))}
        found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in wanted}
    except OSError as error:
        raise EncoderDamaged(
            f"{error.filename} cannot be read: run `git checkout` on it or `make encoder`"
        ) from error
    for name, digest in wanted.items():
        if found[name] != digest:
            raise EncoderDamaged(
                f"{folder / name} has not the SHA-256 in {folder / 'SHA256'}: restore it from git"
            )
    return found


class OnnxEncoder:
    """`embed` turns texts into unit vectors; the last few thousand are remembered, whatever their case."""

    def __init__(self, folder: Path) -> None:
        # Imported here so that grammars, tests and tools that need no vectors start without the runtime.
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_TOKENS)
        self._tokenizer.no_padding()
        self._one = lru_cache(maxsize=4096)(self._embed)

    def embed(self, texts: Sequence[str]) -> Any:
        """A float32 array of shape (len(texts), 384), each row of length one."""
        import numpy

        if not texts:
            return numpy.zeros((0, DIMENSIONS), "float32")
        # One at a time: padding to the longest costs more than it saves, and each stays remembered.
        return numpy.stack([self._one(tuple(self._tokenizer.encode(text).ids)) for text in texts])

    def _embed(self, ids: tuple[int, ...]) -> Any:
        import numpy

        tokens = numpy.array([ids], "int64")
        vector = self._session.run(["sent"], {"ids": tokens, "mask": numpy.ones_like(tokens)})[0][0]
        vector.flags.writeable = False
        return vector
