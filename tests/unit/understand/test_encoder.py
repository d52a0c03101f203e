"""The committed encoder file is the one that its hash names, and gives unit vectors that mean something."""

from __future__ import annotations

import shutil

import pytest

from bot.understand import encoder


def test_the_encoder_gives_unit_vectors_in_which_like_means_near():
    vectors = encoder.load().embed(["move our database", "migrate the warehouse", "I like bananas"])
    assert vectors.shape == (3, encoder.DIMENSIONS)
    assert (vectors * vectors).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_no_texts_give_no_vectors():
    assert encoder.load().embed([]).shape == (0, encoder.DIMENSIONS)


def test_the_encoder_is_loaded_once():
    assert encoder.load() is encoder.load()


def test_a_damaged_file_is_refused_with_its_name(tmp_path):
    for name in ("encoder.onnx", "tokenizer.json", "SHA256"):
        shutil.copyfile(encoder.FOLDER / name, tmp_path / name)
    with (tmp_path / "tokenizer.json").open("a") as file:
        file.write(" ")
    with pytest.raises(encoder.EncoderDamaged, match=r"tokenizer\.json"):
        encoder.load(tmp_path)


def test_a_missing_file_is_refused_with_its_name(tmp_path):
    with pytest.raises(encoder.EncoderDamaged, match="SHA256"):
        encoder.load(tmp_path)
