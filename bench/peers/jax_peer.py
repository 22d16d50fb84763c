"""The training step in JAX: one jitted function that updates its donated state."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

import protocol
from protocol import Arrays, Settings

Named = dict[str, Array]
Signal = Callable[[Array], Array]
State = dict[str, Any]


def network(layers: Named, name: str, rows: Array) -> Array:
    """Three fully connected layers with LeakyReLU between them."""
    for layer in range(3):
        rows = rows @ layers[f"{name}/{layer}/weights"] + layers[f"{name}/{layer}/bias"]
        if layer < 2:
            rows = jax.nn.leaky_relu(rows, protocol.SLOPE)
    return rows


def bernoulli_log_prob(logits: Array, x: Array) -> Array:
    """Sums over pixels: [S, B, D] and [B, D] to [S, B]."""
    return jnp.sum(x * logits - jax.nn.softplus(logits), -1)


def joint_log_prob(generative: Named, x: Array, z: Array) -> Array:
    """log p(x, z): [S, B] for one-hot z [S, B, V, C]."""
    samples, batch = z.shape[:2]
    logits = network(generative, "decoder", 2 * z.reshape(samples * batch, -1) - 1)
    prior = jnp.sum(z * jax.nn.log_softmax(generative["prior/logits"]), (2, 3))
    return bernoulli_log_prob(logits.reshape(samples, batch, -1), x) + prior


def sample(logits: Array, uniforms: Array) -> Array:
    """One-hot samples [S, B, V, C] by the inverse of the distribution function."""
    edges = jnp.cumsum(jax.nn.softmax(logits), -1)[..., :-1]
    return jax.nn.one_hot(jnp.sum(uniforms[..., None] >= edges, -1), logits.shape[-1])


def race(uniforms: Array) -> tuple[Array, Array]:
    """Dirichlet(1, …, 1) and its logarithm."""
    exponential = -jnp.log(uniforms)
    total = exponential.sum(-1, keepdims=True)
    return exponential / total, jnp.log(exponential) - jnp.log(total)


def centred(f: Array) -> Array:
    """f less its mean over the first axis."""
    return f - f.mean(0, keepdims=True)


def differ(winners: Array) -> Array:
    """1 where the winners along the first axis do not all agree."""
    return (winners.max(0) != winners.min(0)).astype(jnp.float32)


def reinforce_loo(logits: Array, signal: Signal, noise: Named) -> Array:
    """Independent samples, each with the mean of the others as its baseline."""
    z = sample(logits, noise["samples"])
    n = z.shape[0]
    advantage = centred(signal(z)) * (n / (n - 1))
    scored = jnp.einsum("sb,sbvc->bvc", advantage, z) / n
    return scored - advantage.mean(0)[:, None, None] * jax.nn.softmax(logits)


def ars_plus(logits: Array, signal: Signal, noise: Named) -> Array:
    """Swaps with one reference category j, conditioned on the winners of the races."""
    c = logits.shape[-1]
    pi, log_pi = race(noise["race"])
    j = jnp.floor(noise["reference"] * c).astype(jnp.int32)
    partner = (j + 1 + jnp.floor(noise["partner"] * (c - 1)).astype(jnp.int32)) % c
    is_j, is_partner = (jax.nn.one_hot(k, c, dtype=bool)[:, None] for k in (j, partner))
    category = jnp.arange(c)
    is_m = jnp.eye(c, dtype=bool)[:, None, None]
    at_j = jnp.sum(jnp.where(is_j, log_pi, 0), -1, keepdims=True)
    at_m = jnp.moveaxis(log_pi, -1, 0)[..., None]
    scores = jnp.where(is_m, at_j, jnp.where(is_j, at_m, log_pi)) - logits
    winners = jnp.argmin(scores, -1)
    f = signal(jax.nn.one_hot(winners, c))

    # Position m of race m holds x = pi_j and position q holds r - x.
    q = jnp.where(category[:, None] == partner, j, partner)
    is_q = jax.nn.one_hot(q, c, dtype=bool)[:, :, None]
    log_best = jnp.where(is_m | is_q, jnp.inf, scores).min(-1)
    phi_m = jnp.moveaxis(logits, -1, 0)
    phi_q = jnp.sum(jnp.where(is_q, logits, 0), -1)
    r = jnp.sum(jnp.where(is_j | is_partner, pi, 0), -1)
    m_limit, q_limit = jnp.exp(log_best + phi_m), r - jnp.exp(log_best + phi_q)
    cross = r * jax.nn.sigmoid(phi_m - phi_q)
    m_wins, q_wins = winners == category[:, None, None], winners == q[..., None]
    upper = jnp.where(m_wins, jnp.minimum(m_limit, cross), jnp.where(q_wins, r, q_limit))
    lower = jnp.where(m_wins, 0, jnp.where(q_wins, jnp.maximum(cross, q_limit), m_limit))
    middle = (jnp.maximum(lower.max(0), 0) + jnp.minimum(upper.min(0), r)) / 2
    direction = (1 - c * middle) * differ(winners)
    return centred(f).T[:, None] * direction[..., None]


def arsm_plus(logits: Array, signal: Signal, noise: Named) -> Array:
    """All distinct swaps, without the references whose races have one winner."""
    c = logits.shape[-1]
    permutations, row_of = protocol.swap_table(c)
    pi, log_pi = race(noise["race"])
    scores = jnp.moveaxis(log_pi[..., permutations], 2, 0) - logits
    winners = jnp.argmin(scores, -1)
    advantage = centred(signal(jax.nn.one_hot(winners, c))[row_of])
    share = (1 / c - pi) * jnp.moveaxis(differ(winners[row_of]), 0, -1)
    return jnp.einsum("mjb,bvj->bvm", advantage, share)


ESTIMATORS = {"reinforce-loo": reinforce_loo, "ars+": ars_plus, "arsm+": arsm_plus}


def split(parameters: Named) -> tuple[Named, Named]:
    """The encoder's parameters, and those of the decoder and the prior."""
    encoder = {k: v for k, v in parameters.items() if k.startswith("encoder/")}
    return encoder, {k: v for k, v in parameters.items() if k not in encoder}


def gradients(
    parameters: Named, estimator: str, shape: tuple[int, int], x: Array, mean: Array, noise: Named
) -> tuple[Array, Array, Named]:
    """The ELBO, the estimate, and the gradients of the batch-mean ELBO."""
    encoder, generative = split(parameters)

    def encode(encoder: Named) -> Array:
        return network(encoder, "encoder", x - mean).reshape(-1, *shape)

    logits, pull_back = jax.vjp(encode, encoder)
    log_q = jax.nn.log_softmax(logits)

    def signal(z: Array) -> Array:
        return joint_log_prob(generative, x, z) - jnp.sum(z * log_q, (2, 3))

    estimate = ESTIMATORS[estimator](logits, signal, noise)
    z = sample(logits, noise["posterior"])

    def mean_joint(varied: Named) -> Array:
        return joint_log_prob(varied, x, z).mean()

    joint, of_generative = jax.value_and_grad(mean_joint)(generative)
    elbo = joint - jnp.sum(z * log_q, (2, 3)).mean()
    (of_encoder,) = pull_back(estimate / x.shape[0])
    return elbo, estimate, {**of_encoder, **of_generative}


def average(old: Array, new: Array, decay: float) -> Array:
    """One step of an exponential moving average."""
    return decay * old + (1 - decay) * new


def update(state: State, of: Named) -> State:
    """Adam for the networks, SGD for the prior, the averages of the encoder's gradient."""
    t = state["t"] + 1
    names = [name for name in of if name != "prior/logits"]
    first = {k: average(state["first"][k], of[k], protocol.BETA1) for k in names}
    second = {k: average(state["second"][k], of[k] ** 2, protocol.BETA2) for k in names}
    rate = protocol.LEARNING_RATE * jnp.sqrt(1 - protocol.BETA2**t) / (1 - protocol.BETA1**t)
    old = state["parameters"]
    new = {k: old[k] + rate * first[k] / (jnp.sqrt(second[k]) + protocol.EPSILON) for k in names}
    new["prior/logits"] = old["prior/logits"] + protocol.PRIOR_RATE * of["prior/logits"]
    encoder, _ = split(of)
    return {
        "t": t,
        "parameters": new,
        "first": first,
        "second": second,
        "mean": {k: average(state["mean"][k], g, protocol.DECAY) for k, g in encoder.items()},
        "square": {
            k: average(state["square"][k], g**2, protocol.DECAY) for k, g in encoder.items()
        },
    }


def initial_state(parameters: Arrays) -> State:
    """Zeros for everything but the parameters."""
    parameters = {k: jnp.array(v) for k, v in parameters.items()}
    networks = {k: v for k, v in parameters.items() if k != "prior/logits"}
    encoder, _ = split(parameters)

    def zeros(of: Named) -> Named:
        return {k: jnp.zeros_like(v) for k, v in of.items()}

    return {
        "t": jnp.zeros((), jnp.float32),
        "parameters": parameters,
        "first": zeros(networks),
        "second": zeros(networks),
        "mean": zeros(encoder),
        "square": zeros(encoder),
    }


class JaxPeer:
    """Keeps the state on the device; one call and one read per step."""

    def __init__(self, settings: Settings, pixels: np.ndarray) -> None:
        self.description = f"JAX {jax.__version__} jit"
        self._pixels = jnp.array(pixels)
        self._mean = jnp.array(pixels.mean(0, dtype=np.float64) / 255, jnp.float32)
        shape = (settings.variables, settings.categories)
        self._gradients = partial(gradients, estimator=settings.estimator, shape=shape)
        self._state = initial_state(protocol.initial_parameters(settings, np.asarray(self._mean)))
        # Philox by XLA's RngBitGenerator: far cheaper than the default threefry on a CPU.
        self._key = jax.random.key(2, impl="unsafe_rbg")
        noise_shapes = settings.noise_shapes()

        @partial(jax.jit, donate_argnums=(0, 1))
        def step(
            state: State, key: Array, pixels: Array, mean: Array, indices: Array
        ) -> tuple[State, Array, Array]:
            key, of_images, *keys = jax.random.split(key, 2 + len(noise_shapes))
            grey = pixels[indices]
            uniforms = jax.random.uniform(of_images, grey.shape)
            x = (uniforms * 255 < grey).astype(jnp.float32)
            noise = {
                name: jax.random.uniform(key, shape, minval=2**-24)
                for key, (name, shape) in zip(keys, noise_shapes.items())
            }
            elbo, _, of = self._gradients(state["parameters"], x=x, mean=mean, noise=noise)
            return update(state, of), key, elbo

        self._step = step

    def step(self, indices: np.ndarray) -> float:
        self._state, self._key, elbo = self._step(
            self._state, self._key, self._pixels, self._mean, indices.astype(np.int32)
        )
        return float(elbo)

    def check(self, problem: Arrays) -> Arrays:
        given = {k.removeprefix("parameters/"): v for k, v in problem.items() if "parameters/" in k}
        noise = {k.removeprefix("noise/"): v for k, v in problem.items() if "noise/" in k}
        state = initial_state(given)
        compute = jax.jit(self._gradients)
        elbo, estimate, of = compute(
            state["parameters"], x=problem["images"], mean=self._mean, noise=noise
        )
        after = jax.jit(update)(state, of)["parameters"]
        return {
            "elbo": elbo,
            "estimate": estimate,
            **{f"gradients/{k}": v for k, v in of.items()},
            **{f"parameters/{k}": v for k, v in after.items()},
        }


if __name__ == "__main__":
    protocol.serve(JaxPeer)
