"""What all peers share: the arguments, the images, and the line protocol with the runner.

A peer answers every request, one line of JSON on standard input, with one line on standard output:

    {"warmUp": n}                           -> {"seconds": s}
    {"run": n}                              -> {"milliseconds": [n numbers]}
    {"check": {"problem": p, "answer": a}}  -> {"written": a}

Before the first request it says {"ready": description}. Everything else it prints goes to standard error.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

IDX_HEADER_BYTES = 16
TRAIN_IMAGES = 50_000
ENCODER = (784, 512, 256)
DECODER = (256, 512, 784)
SLOPE = 0.2
LEARNING_RATE = 1e-4
PRIOR_RATE = 1e-2
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-7
DECAY = 0.999

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Settings:
    """What the runner asks for."""

    mode: str
    estimator: str
    threads: int
    batch: int
    variables: int
    categories: int
    samples: int
    images: Path

    @property
    def layers(self) -> dict[str, tuple[int, ...]]:
        """Widths of the networks, input side first."""
        latent = self.variables * self.categories
        return {"encoder": (*ENCODER, latent), "decoder": (latent, *DECODER)}

    def noise_shapes(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the uniforms that one step consumes, by name."""
        posterior = {"posterior": (1, self.batch, self.variables)}
        race = (self.batch, self.variables, self.categories)
        if self.estimator == "reinforce-loo":
            return posterior | {"samples": (self.samples, self.batch, self.variables)}
        if self.estimator == "ars+":
            return posterior | {"race": race, "reference": (self.batch,), "partner": (self.batch,)}
        if self.estimator == "arsm+":
            return posterior | {"race": race}
        raise ValueError(f"the peers have no estimator {self.estimator}")


class Peer(Protocol):
    """The training step in one framework."""

    description: str

    def step(self, indices: np.ndarray) -> float:
        """Takes a step on these images; returns the batch's ELBO before the update, in nats."""

    def check(self, problem: Arrays) -> Arrays:
        """Takes a step with given `parameters/…`, `images` and `noise/…`.

        Returns `elbo`, `estimate` [B, V, C], `gradients/…` and `parameters/…` after the update.
        """


def initial_parameters(settings: Settings, mean: np.ndarray) -> Arrays:
    """Glorot-uniform weights [in, out], zero biases, the output bias at the training mean's logit."""
    random = np.random.default_rng(0)
    parameters: Arrays = {"prior/logits": np.zeros((settings.variables, settings.categories))}
    for network, widths in settings.layers.items():
        for layer, (fan_in, fan_out) in enumerate(zip(widths, widths[1:])):
            limit = np.sqrt(6 / (fan_in + fan_out))
            weights = random.uniform(-limit, limit, (fan_in, fan_out))
            parameters[f"{network}/{layer}/weights"] = weights
            parameters[f"{network}/{layer}/bias"] = np.zeros(fan_out)
    clipped = np.clip(mean, 0.001, 0.999)
    parameters["decoder/2/bias"] = np.log(clipped / (1 - clipped))
    return {name: values.astype(np.float32) for name, values in parameters.items()}


def swap_table(categories: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct swaps as permutations [P, C], and the row [C, C] that holds swap m, j."""
    identity = np.arange(categories)
    rows, row_of = [identity], np.zeros((categories, categories), np.int32)
    for m in range(categories):
        for j in range(m + 1, categories):
            row_of[m, j] = row_of[j, m] = len(rows)
            swapped = identity.copy()
            swapped[[m, j]] = j, m
            rows.append(swapped)
    return np.stack(rows).astype(np.int32), row_of


def _read(folder: Path) -> Arrays:
    shapes = json.loads((folder / "shapes.json").read_text())
    return {
        name: np.fromfile(folder / f"{name.replace('/', '.')}.f32", np.float32).reshape(shape)
        for name, shape in shapes.items()
    }


def _write(folder: Path, arrays: Arrays) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in arrays.items():
        np.asarray(values, np.float32).tofile(folder / f"{name.replace('/', '.')}.f32")
    shapes = {name: list(np.shape(values)) for name, values in arrays.items()}
    (folder / "shapes.json").write_text(json.dumps(shapes))


class _Batches:
    """Epochs of whole batches in a fresh random order."""

    def __init__(self, batch: int) -> None:
        self._random = np.random.default_rng(1)
        self._batch = batch
        self._order = np.empty(0, np.int64)

    def next(self) -> np.ndarray:
        if len(self._order) < self._batch:
            self._order = self._random.permutation(TRAIN_IMAGES)
        batch, self._order = self._order[: self._batch], self._order[self._batch :]
        return batch


def _settings() -> Settings:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", default="")
    parser.add_argument("--estimator", required=True)
    for name in ("threads", "batch", "variables", "categories", "samples"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--images", type=Path, required=True)
    return Settings(**vars(parser.parse_args()))


def serve(create: Callable[[Settings, np.ndarray], Peer]) -> None:
    """Answers requests until standard input ends.

    `create` receives the settings and the training images' grey levels, uint8 [50000, 784].
    """
    # Frameworks that print must not disturb the protocol.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(value: object) -> None:
        print(json.dumps(value), file=answers, flush=True)

    settings = _settings()
    pixels = np.fromfile(settings.images, np.uint8, offset=IDX_HEADER_BYTES)
    peer = create(settings, pixels.reshape(-1, ENCODER[0])[:TRAIN_IMAGES])
    batches = _Batches(settings.batch)

    def timed() -> float:
        start = time.perf_counter()
        elbo = peer.step(batches.next())
        elapsed = 1000 * (time.perf_counter() - start)
        if not np.isfinite(elbo):
            raise FloatingPointError(f"the ELBO became {elbo}")
        return elapsed

    answer({"ready": peer.description})
    for line in sys.stdin:
        request = json.loads(line)
        if "warmUp" in request:
            answer({"seconds": sum(timed() for _ in range(request["warmUp"])) / 1000})
        elif "run" in request:
            answer({"milliseconds": [timed() for _ in range(request["run"])]})
        else:
            folders = request["check"]
            _write(Path(folders["answer"]), peer.check(_read(Path(folders["problem"]))))
            answer({"written": folders["answer"]})
