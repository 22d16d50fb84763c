"""The training step in TensorFlow 2: one tf.function (`--mode function`), or compiled by XLA (`xla`)."""

from collections.abc import Callable

import numpy as np
import tensorflow as tf
from tensorflow import Tensor

import protocol
from protocol import Arrays, Settings

Signal = Callable[[Tensor], Tensor]
Noise = dict[str, Tensor]


def network(parameters: dict[str, tf.Variable], name: str, rows: Tensor) -> Tensor:
    """Three fully connected layers with LeakyReLU between them."""
    for layer in range(3):
        product = tf.matmul(rows, parameters[f"{name}/{layer}/weights"])
        rows = tf.nn.bias_add(product, parameters[f"{name}/{layer}/bias"])
        if layer < 2:
            rows = tf.nn.leaky_relu(rows, protocol.SLOPE)
    return rows


def joint_log_prob(parameters: dict[str, tf.Variable], x: Tensor, z: Tensor) -> Tensor:
    """log p(x, z): [S, B] for one-hot z [S, B, V, C]."""
    samples, batch, variables, categories = z.shape
    rows = tf.reshape(z, [samples * batch, variables * categories])
    logits = tf.reshape(network(parameters, "decoder", 2 * rows - 1), [samples, batch, -1])
    log_likelihood = tf.reduce_sum(x * logits - tf.nn.softplus(logits), -1)
    log_prior = tf.nn.log_softmax(parameters["prior/logits"])
    return log_likelihood + tf.reduce_sum(z * log_prior, (2, 3))


def sample(logits: Tensor, uniforms: Tensor) -> Tensor:
    """One-hot samples [S, B, V, C] by the inverse of the distribution function."""
    edges = tf.cumsum(tf.nn.softmax(logits), -1)[..., :-1]
    passed = tf.cast(uniforms[..., None] >= edges, tf.int32)
    return tf.one_hot(tf.reduce_sum(passed, -1), logits.shape[-1])


def race(uniforms: Tensor) -> tuple[Tensor, Tensor]:
    """Dirichlet(1, …, 1) and its logarithm."""
    exponential = -tf.math.log(uniforms)
    total = tf.reduce_sum(exponential, -1, keepdims=True)
    return exponential / total, tf.math.log(exponential) - tf.math.log(total)


def centred(f: Tensor) -> Tensor:
    """f less its mean over the first axis."""
    return f - tf.reduce_mean(f, 0, keepdims=True)


def differ(winners: Tensor) -> Tensor:
    """1 where the winners along the first axis do not all agree."""
    return tf.cast(tf.reduce_max(winners, 0) != tf.reduce_min(winners, 0), tf.float32)


def reinforce_loo(logits: Tensor, signal: Signal, noise: Noise) -> Tensor:
    """Independent samples, each with the mean of the others as its baseline."""
    z = sample(logits, noise["samples"])
    n = z.shape[0]
    advantage = centred(signal(z)) * (n / (n - 1))
    scored = tf.einsum("sb,sbvc->bvc", advantage, z) / n
    return scored - tf.reduce_mean(advantage, 0)[:, None, None] * tf.nn.softmax(logits)


def ars_plus(logits: Tensor, signal: Signal, noise: Noise) -> Tensor:
    """Swaps with one reference category j, conditioned on the winners of the races."""
    c = logits.shape[-1]
    pi, log_pi = race(noise["race"])
    j = tf.cast(noise["reference"] * c, tf.int32)
    partner = (j + 1 + tf.cast(noise["partner"] * (c - 1), tf.int32)) % c
    category = tf.range(c)
    is_j, is_partner = ((k[:, None] == category)[:, None] for k in (j, partner))
    is_m = tf.eye(c)[:, None, None] > 0
    at_j = tf.reduce_sum(tf.where(is_j, log_pi, 0.0), -1, keepdims=True)
    at_m = tf.transpose(log_pi, [2, 0, 1])[..., None]
    scores = tf.where(is_m, at_j, tf.where(is_j, at_m, log_pi)) - logits
    winners = tf.argmin(scores, -1, tf.int32)
    f = signal(tf.one_hot(winners, c))

    # Position m of race m holds x = pi_j and position q holds r - x.
    q = tf.where(category[:, None] == partner, j, partner)
    is_q = (q[..., None] == category)[:, :, None]
    log_best = tf.reduce_min(tf.where(is_m | is_q, np.float32(np.inf), scores), -1)
    phi_m = tf.transpose(logits, [2, 0, 1])
    phi_q = tf.reduce_sum(tf.where(is_q, logits, 0.0), -1)
    r = tf.reduce_sum(tf.where(is_j | is_partner, pi, 0.0), -1)
    m_limit, q_limit = tf.exp(log_best + phi_m), r - tf.exp(log_best + phi_q)
    cross = r * tf.sigmoid(phi_m - phi_q)
    m_wins, q_wins = winners == category[:, None, None], winners == q[..., None]
    upper = tf.where(m_wins, tf.minimum(m_limit, cross), tf.where(q_wins, r, q_limit))
    lower = tf.where(m_wins, 0.0, tf.where(q_wins, tf.maximum(cross, q_limit), m_limit))
    highest, lowest = tf.reduce_min(upper, 0), tf.reduce_max(lower, 0)
    middle = (tf.maximum(lowest, 0.0) + tf.minimum(highest, r)) / 2
    direction = (1 - c * middle) * differ(winners)
    return tf.transpose(centred(f))[:, None] * direction[..., None]


def arsm_plus(logits: Tensor, signal: Signal, noise: Noise) -> Tensor:
    """All distinct swaps, without the references whose races have one winner."""
    c = logits.shape[-1]
    permutations, row_of = protocol.swap_table(c)
    pi, log_pi = race(noise["race"])
    swapped = tf.transpose(tf.gather(log_pi, permutations, axis=-1), [2, 0, 1, 3])
    winners = tf.argmin(swapped - logits, -1, tf.int32)
    advantage = centred(tf.gather(signal(tf.one_hot(winners, c)), row_of))
    share = (1 / c - pi) * tf.transpose(differ(tf.gather(winners, row_of)), [1, 2, 0])
    return tf.einsum("mjb,bvj->bvm", advantage, share)


ESTIMATORS = {"reinforce-loo": reinforce_loo, "ars+": ars_plus, "arsm+": arsm_plus}


class Slots:
    """Adam's moments of one parameter and, for the encoder, the averages of its gradient."""

    def __init__(self, parameter: tf.Variable) -> None:
        self.parameter = parameter
        self.first, self.second, self.mean, self.square = (
            tf.Variable(tf.zeros_like(parameter)) for _ in range(4)
        )

    def adam(self, gradient: Tensor, beta1_power: Tensor, beta2_power: Tensor) -> None:
        """One fused step, the kernel behind TensorFlow 1's optimiser; it descends, hence the sign."""
        tf.raw_ops.ResourceApplyAdam(
            var=self.parameter.handle,
            m=self.first.handle,
            v=self.second.handle,
            beta1_power=beta1_power,
            beta2_power=beta2_power,
            lr=protocol.LEARNING_RATE,
            beta1=protocol.BETA1,
            beta2=protocol.BETA2,
            epsilon=protocol.EPSILON,
            grad=-gradient,
        )

    def follow(self, gradient: Tensor) -> None:
        """Moving averages of the gradient and of its square."""
        self.mean.assign_add((1 - protocol.DECAY) * (gradient - self.mean))
        self.square.assign_add((1 - protocol.DECAY) * (gradient**2 - self.square))


class TensorFlowPeer:
    """Variables and one tf.function that changes them; one read per step."""

    def __init__(self, settings: Settings, pixels: np.ndarray) -> None:
        tf.config.threading.set_intra_op_parallelism_threads(settings.threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        self.description = f"TensorFlow {tf.__version__} tf.{settings.mode}"
        self._settings = settings
        self._estimator = ESTIMATORS[settings.estimator]
        self._pixels = tf.constant(pixels)
        mean = pixels.mean(0, dtype=np.float64) / 255
        self._mean = tf.constant(mean, tf.float32)
        initial = protocol.initial_parameters(settings, mean)
        self._parameters = {name: tf.Variable(values) for name, values in initial.items()}
        self._slots = {name: Slots(variable) for name, variable in self._parameters.items()}
        self._step_count = tf.Variable(0.0)
        compiled = tf.function(jit_compile=settings.mode == "xla")
        self._compiled_step = compiled(self._whole_step)
        self._compiled_gradients = compiled(self._gradients)
        self._compiled_update = compiled(self._update)

    def _encode(self, x: Tensor) -> Tensor:
        shape = [-1, self._settings.variables, self._settings.categories]
        return tf.reshape(network(self._parameters, "encoder", x - self._mean), shape)

    def _gradients(self, x: Tensor, noise: Noise) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        """The ELBO, the estimate, and the gradients of the batch-mean ELBO."""
        encoder = {k: v for k, v in self._parameters.items() if k.startswith("encoder/")}
        generative = {k: v for k, v in self._parameters.items() if k not in encoder}
        with tf.GradientTape() as encoder_tape:
            logits = self._encode(x)
        log_q = tf.nn.log_softmax(logits)

        def signal(z: Tensor) -> Tensor:
            return joint_log_prob(generative, x, z) - tf.reduce_sum(z * log_q, (2, 3))

        estimate = self._estimator(logits, signal, noise)
        z = sample(logits, noise["posterior"])
        with tf.GradientTape() as tape:
            joint = tf.reduce_mean(joint_log_prob(generative, x, z))
        elbo = joint - tf.reduce_mean(tf.reduce_sum(z * log_q, (2, 3)))
        of_encoder = encoder_tape.gradient(logits, encoder, output_gradients=estimate / x.shape[0])
        return elbo, estimate, {**of_encoder, **tape.gradient(joint, generative)}

    def _update(self, gradients: dict[str, Tensor]) -> None:
        self._step_count.assign_add(1.0)
        powers = protocol.BETA1**self._step_count, protocol.BETA2**self._step_count
        for name, gradient in gradients.items():
            if name == "prior/logits":
                self._parameters[name].assign_add(protocol.PRIOR_RATE * gradient)
            else:
                self._slots[name].adam(gradient, *powers)
            if name.startswith("encoder/"):
                self._slots[name].follow(gradient)

    def _whole_step(self, indices: Tensor) -> Tensor:
        grey = tf.cast(tf.gather(self._pixels, indices), tf.float32)
        x = tf.cast(tf.random.uniform(grey.shape) * 255 < grey, tf.float32)
        noise = {
            name: tf.random.uniform(shape, minval=2**-24)
            for name, shape in self._settings.noise_shapes().items()
        }
        elbo, _, gradients = self._gradients(x, noise)
        self._update(gradients)
        return elbo

    def step(self, indices: np.ndarray) -> float:
        return float(self._compiled_step(tf.constant(indices, tf.int32)))

    def check(self, problem: Arrays) -> Arrays:
        for name, variable in self._parameters.items():
            variable.assign(problem[f"parameters/{name}"])
        noise = {k: tf.constant(v) for k, v in problem.items() if k.startswith("noise/")}
        elbo, estimate, gradients = self._compiled_gradients(
            tf.constant(problem["images"]), {k.removeprefix("noise/"): v for k, v in noise.items()}
        )
        self._compiled_update(gradients)
        return {
            "elbo": elbo.numpy(),
            "estimate": estimate.numpy(),
            **{f"gradients/{k}": v.numpy() for k, v in gradients.items()},
            **{f"parameters/{k}": v.numpy() for k, v in self._parameters.items()},
        }


if __name__ == "__main__":
    protocol.serve(TensorFlowPeer)
