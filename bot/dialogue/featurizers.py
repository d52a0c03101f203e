"""Two views of a text for the intent classifier: its meaning (sentence encoder) and its letters (TF-IDF).

Rasa's logistic regression has no C: unit-length features must be scaled up to count, each times 4.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understand import encoder as sentence_encoder

FEATURIZER = DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER
SCALE = 4.0


@DefaultV1Recipe.register(FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):  # type: ignore[misc]
    """384 numbers that say what a text means, the same as bot.understand uses."""

    def __init__(self, name: str, config: dict[str, Any], encoder: sentence_encoder.OnnxEncoder) -> None:
        super().__init__(name, config)
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        return cls(execution_context.node_name, config, sentence_encoder.load())

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "scale": SCALE}

    @staticmethod
    def required_packages() -> list[str]:
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The encoder file's hash: another encoder means another training."""
        return sentence_encoder.verify()["encoder.onnx"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Any scale will do."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the features; also to an empty text, since Rasa stacks them."""
        heard = [message for message in messages if message.get(TEXT) is not None]
        self._add(heard, map(self._embed, heard))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """As `process`, on all cores: thousands of examples wait, and nobody else does."""
        heard = [message for message in training_data.training_examples if message.get(TEXT) is not None]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            self._add(heard, pool.map(self._embed, heard))
        return training_data

    def _embed(self, message: Message) -> Any:
        return self._encoder.embed([message.get(TEXT)]) * np.float32(self._config["scale"])

    def _add(self, messages: list[Message], sentences: Iterable[Any]) -> None:
        for message, sentence in zip(messages, sentences, strict=True):
            self.add_features_to_message(None, sentence, TEXT, message)


@DefaultV1Recipe.register(FEATURIZER, is_trainable=True)
class CharTfidf(SparseFeaturizer, GraphComponent):  # type: ignore[misc]
    """TF-IDF of the character n-grams within words: what is spelled alike counts as alike, slips included."""

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        vectorizer: TfidfVectorizer | None = None,
    ) -> None:
        super().__init__(name, config)
        self._storage, self._resource, self._vectorizer = model_storage, resource, vectorizer

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CharTfidf:
        return cls(config, execution_context.node_name, model_storage, resource)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**SparseFeaturizer.get_default_config(), "scale": SCALE, "min_ngram": 1, "max_ngram": 4}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """sklearn checks the numbers."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the vocabulary and keeps it as JSON and npy: a model file is data, never code."""
        self._vectorizer = _vectorizer(self._config)
        self._vectorizer.fit([m.get(TEXT) for m in training_data.training_examples if m.get(TEXT)])
        vocabulary = {ngram: int(column) for ngram, column in self._vectorizer.vocabulary_.items()}
        with self._storage.write_to(self._resource) as folder:
            (folder / "vocabulary.json").write_text(json.dumps(vocabulary), "utf-8")
            np.save(folder / "idf.npy", self._vectorizer.idf_, allow_pickle=False)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CharTfidf:
        with model_storage.read_from(resource) as folder:
            vectorizer = _vectorizer(config, json.loads(Path(folder, "vocabulary.json").read_text("utf-8")))
            vectorizer.idf_ = np.load(folder / "idf.npy", allow_pickle=False)
        return cls(config, execution_context.node_name, model_storage, resource, vectorizer)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the features; also to an empty text, since Rasa stacks them."""
        heard = [message for message in messages if message.get(TEXT) is not None]
        if self._vectorizer is not None and heard:
            rows = self._vectorizer.transform([message.get(TEXT) for message in heard])
            ngrams = sparse.csr_matrix(rows * self._config["scale"])
            for number, message in enumerate(heard):
                self.add_features_to_message(None, ngrams[number], TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


def _vectorizer(config: dict[str, Any], vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
    grams = (config["min_ngram"], config["max_ngram"])
    return TfidfVectorizer(analyzer="char_wb", ngram_range=grams, sublinear_tf=True, vocabulary=vocabulary)
