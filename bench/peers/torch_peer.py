"""The training step in PyTorch: `--mode eager`, `compile` or `max-autotune`, with `+onednn` or without.

Evaluations of f carry most of the cost and need no gradient. With `+onednn` their layers run in oneDNN,
which uses AVX-512 on every CPU that has it; nn.Linear multiplies with MKL, which does so on Intel's only.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid, one_hot

import protocol
from protocol import Arrays, Settings

Signal = Callable[[Tensor], Tensor]
Noise = dict[str, Tensor]


def network(widths: tuple[int, ...]) -> nn.Sequential:
    """Fully connected layers with LeakyReLU between them."""
    layers: list[nn.Module] = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        layers += [nn.Linear(fan_in, fan_out), nn.LeakyReLU(protocol.SLOPE)]
    return nn.Sequential(*layers[:-1])


@torch.library.custom_op("peers::onednn_linear", mutates_args=())
def onednn_linear(rows: Tensor, weight: Tensor, bias: Tensor, leaky: bool) -> Tensor:
    """nn.Linear, and LeakyReLU if asked, by the operation that TorchInductor emits for frozen models."""
    activation, scalars = ("leaky_relu", [protocol.SLOPE]) if leaky else ("none", [])
    return torch.ops.mkldnn._linear_pointwise(rows, weight, bias, activation, scalars, None)


@onednn_linear.register_fake
def _(rows: Tensor, weight: Tensor, bias: Tensor, leaky: bool) -> Tensor:
    return rows.new_empty(len(rows), len(bias))


def onednn_network(layers: nn.Sequential, rows: Tensor) -> Tensor:
    """The same as `layers(rows)`."""
    for linear in layers[::2]:
        rows = onednn_linear(rows, linear.weight, linear.bias, linear is not layers[-1])
    return rows


class Vae(nn.Module):
    """Encoder, decoder and prior."""

    def __init__(self, settings: Settings, mean: Tensor) -> None:
        super().__init__()
        self.shape = (settings.variables, settings.categories)
        self.encoder = network(settings.layers["encoder"])
        self.decoder = network(settings.layers["decoder"])
        self.prior = nn.Parameter(torch.zeros(self.shape))
        self.register_buffer("mean", mean)

    def encode(self, x: Tensor) -> Tensor:
        """Logits of q(z | x), [B, V, C]."""
        return self.encoder(x - self.mean).unflatten(-1, self.shape)

    def log_prior(self, z: Tensor) -> Tensor:
        """log p(z): [S, B] for one-hot z [S, B, V, C]."""
        return (z * self.prior.log_softmax(-1)).sum((2, 3))

    def joint_log_prob(self, x: Tensor, z: Tensor) -> Tensor:
        """log p(x, z): [S, B], differentiable."""
        logits = self.decoder(2 * z.flatten(2) - 1)
        return logsigmoid((2 * x - 1) * logits).sum(-1) + self.log_prior(z)

    def joint_log_prob_without_gradient(self, x: Tensor, z: Tensor, onednn: bool) -> Tensor:
        """The same, [S, B], where no gradient is needed."""
        rows = 2 * z.flatten(2).flatten(0, 1) - 1
        logits = onednn_network(self.decoder, rows) if onednn else self.decoder(rows)
        signed = (2 * x - 1) * logits.unflatten(0, z.shape[:2])
        # log sigmoid(y) = min(y, 0) + log sigmoid(|y|): as accurate as logsigmoid or
        # binary_cross_entropy_with_logits, and far faster in eager mode on a CPU.
        log_likelihood = signed.clamp(max=0).sum(-1) + signed.abs_().sigmoid_().log_().sum(-1)
        return log_likelihood + self.log_prior(z)

    def named(self) -> dict[str, nn.Parameter]:
        """Parameters by the names of the protocol; weights are transposed there."""
        names = {"prior/logits": self.prior}
        for part in ("encoder", "decoder"):
            for layer, linear in enumerate(getattr(self, part)[::2]):
                names[f"{part}/{layer}/weights"] = linear.weight
                names[f"{part}/{layer}/bias"] = linear.bias
        return names


def exchanged(name: str, values: Tensor) -> Tensor:
    """The protocol's weights are [in, out], those of PyTorch [out, in]."""
    return values.T if name.endswith("/weights") else values


def sample(logits: Tensor, uniforms: Tensor) -> Tensor:
    """One-hot samples [S, B, V, C] by the inverse of the distribution function."""
    edges = logits.softmax(-1).cumsum(-1)[..., :-1]
    category = (uniforms.unsqueeze(-1) >= edges).sum(-1)
    return one_hot(category, logits.shape[-1]).float()


def race(uniforms: Tensor) -> tuple[Tensor, Tensor]:
    """Dirichlet(1, …, 1) and its logarithm."""
    exponential = -uniforms.log()
    total = exponential.sum(-1, keepdim=True)
    return exponential / total, exponential.log() - total.log()


def centred(f: Tensor) -> Tensor:
    """f less its mean over the first axis."""
    return f - f.mean(0, keepdim=True)


def differ(winners: Tensor) -> Tensor:
    """1 where the winners along the first axis do not all agree."""
    return (winners.amax(0) != winners.amin(0)).float()


def reinforce_loo(logits: Tensor, signal: Signal, noise: Noise) -> Tensor:
    """Independent samples, each with the mean of the others as its baseline."""
    z = sample(logits, noise["samples"])
    n = len(z)
    advantage = centred(signal(z)) * (n / (n - 1))
    scored = torch.einsum("sb,sbvc->bvc", advantage, z) / n
    return scored - advantage.mean(0)[:, None, None] * logits.softmax(-1)


def ars_plus(logits: Tensor, signal: Signal, noise: Noise) -> Tensor:
    """Swaps with one reference category j, conditioned on the winners of the races."""
    c = logits.shape[-1]
    pi, log_pi = race(noise["race"])
    j = (noise["reference"] * c).long()
    partner = (j + 1 + (noise["partner"] * (c - 1)).long()) % c
    category = torch.arange(c)
    is_j, is_partner = ((k[:, None] == category)[:, None] for k in (j, partner))
    is_m = torch.eye(c, dtype=torch.bool)[:, None, None]
    at_j = torch.where(is_j, log_pi, 0).sum(-1, keepdim=True)
    at_m = log_pi.movedim(-1, 0).unsqueeze(-1)
    scores = torch.where(is_m, at_j, torch.where(is_j, at_m, log_pi)) - logits
    winners = scores.argmin(-1)
    f = signal(one_hot(winners, c).float())

    # Position m of race m holds x = pi_j and position q holds r - x.
    q = torch.where(category[:, None] == partner, j, partner)
    is_q = (q[..., None] == category)[:, :, None]
    log_best = scores.masked_fill(is_m | is_q, torch.inf).amin(-1)
    phi_m = logits.movedim(-1, 0)
    phi_q = torch.where(is_q, logits, 0).sum(-1)
    r = torch.where(is_j | is_partner, pi, 0).sum(-1)
    m_limit, q_limit = (log_best + phi_m).exp(), r - (log_best + phi_q).exp()
    cross = r * (phi_m - phi_q).sigmoid()
    m_wins, q_wins = winners == category[:, None, None], winners == q[..., None]
    upper = torch.where(m_wins, m_limit.minimum(cross), torch.where(q_wins, r, q_limit))
    lower = torch.where(m_wins, 0, torch.where(q_wins, cross.maximum(q_limit), m_limit))
    middle = (lower.amax(0).clamp(min=0) + upper.amin(0).minimum(r)) / 2
    direction = (1 - c * middle) * differ(winners)
    return centred(f).T[:, None] * direction[..., None]


def arsm_plus(logits: Tensor, signal: Signal, noise: Noise) -> Tensor:
    """All distinct swaps, without the references whose races have one winner."""
    c = logits.shape[-1]
    permutations, row_of = (torch.from_numpy(table).long() for table in protocol.swap_table(c))
    pi, log_pi = race(noise["race"])
    scores = log_pi[..., permutations].movedim(2, 0) - logits
    winners = scores.argmin(-1)
    advantage = centred(signal(one_hot(winners, c).float())[row_of])
    share = (1 / c - pi) * differ(winners[row_of]).movedim(0, -1)
    return torch.einsum("mjb,bvj->bvm", advantage, share)


ESTIMATORS = {"reinforce-loo": reinforce_loo, "ars+": ars_plus, "arsm+": arsm_plus}


class TorchPeer:
    """Eager modules and fused optimisers; compiled modes replace the forward and backward passes."""

    def __init__(self, settings: Settings, pixels: np.ndarray) -> None:
        torch.set_num_threads(settings.threads)
        self.description = f"PyTorch {torch.__version__} {settings.mode}"
        self._settings = settings
        self._onednn = settings.mode.endswith("+onednn")
        self._estimator = ESTIMATORS[settings.estimator]
        self._probabilities = torch.from_numpy(pixels) / 255
        mean = pixels.mean(0, dtype=np.float64) / 255
        self._vae = Vae(settings, torch.from_numpy(mean).float())
        self._load(protocol.initial_parameters(settings, mean))
        self._averages = self._zeros(), self._zeros()
        networks = [*self._vae.encoder.parameters(), *self._vae.decoder.parameters()]
        self._optimisers = (
            torch.optim.Adam(
                networks,
                protocol.LEARNING_RATE,
                (protocol.BETA1, protocol.BETA2),
                protocol.EPSILON,
                fused=True,
                maximize=True,
            ),
            torch.optim.SGD([self._vae.prior], protocol.PRIOR_RATE, fused=True, maximize=True),
        )
        if not settings.mode.startswith("eager"):
            autotune = settings.mode.startswith("max-autotune")
            mode = "max-autotune-no-cudagraphs" if autotune else "default"
            self._forward = torch.compile(self._forward, fullgraph=True, mode=mode)
            self._follow = torch.compile(self._follow, fullgraph=True, mode=mode)

    def _zeros(self) -> list[Tensor]:
        return [torch.zeros_like(p) for p in self._vae.encoder.parameters()]

    def _load(self, parameters: Arrays) -> None:
        with torch.no_grad():
            for name, parameter in self._vae.named().items():
                parameter.copy_(exchanged(name, torch.from_numpy(parameters[name])))

    def _forward(self, x: Tensor, noise: Noise) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The ELBO, the estimate, and what to differentiate: the logits and E[log p(x, z)]."""
        logits = self._vae.encode(x)
        with torch.no_grad():
            log_q = logits.log_softmax(-1)

            def signal(z: Tensor) -> Tensor:
                joint = self._vae.joint_log_prob_without_gradient(x, z, self._onednn)
                return joint - (z * log_q).sum((2, 3))

            estimate = self._estimator(logits, signal, noise)
            z = sample(logits, noise["posterior"])
        joint = self._vae.joint_log_prob(x, z).mean()
        elbo = joint.detach() - (z * log_q).sum((2, 3)).mean()
        return elbo, estimate, logits, joint

    def _backward(self, estimate: Tensor, logits: Tensor, joint: Tensor) -> None:
        for optimiser in self._optimisers:
            optimiser.zero_grad()
        torch.autograd.backward([logits, joint], [estimate / len(estimate), None])

    def _follow(self, gradients: list[Tensor]) -> None:
        """Moving averages of the encoder's gradient and of its square."""
        means, squares = self._averages
        torch._foreach_lerp_(means, gradients, 1 - protocol.DECAY)
        torch._foreach_mul_(squares, protocol.DECAY)
        torch._foreach_addcmul_(squares, gradients, gradients, 1 - protocol.DECAY)

    def _update(self) -> None:
        for optimiser in self._optimisers:
            optimiser.step()
        with torch.no_grad():
            self._follow([p.grad for p in self._vae.encoder.parameters()])

    def step(self, indices: np.ndarray) -> float:
        probabilities = self._probabilities[torch.from_numpy(indices)]
        x = (torch.rand_like(probabilities) < probabilities).float()
        noise = {
            name: torch.rand(shape).clamp_(min=2**-24)
            for name, shape in self._settings.noise_shapes().items()
        }
        elbo, estimate, logits, joint = self._forward(x, noise)
        self._backward(estimate, logits, joint)
        self._update()
        return elbo.item()

    def check(self, problem: Arrays) -> Arrays:
        self._load({k.removeprefix("parameters/"): v for k, v in problem.items()})
        noise = {k: torch.from_numpy(v) for k, v in problem.items() if k.startswith("noise/")}
        elbo, estimate, logits, joint = self._forward(
            torch.from_numpy(problem["images"]),
            {k.removeprefix("noise/"): v for k, v in noise.items()},
        )
        self._backward(estimate, logits, joint)
        # The others add epsilon to the root of v before its bias is corrected. This is the same at t = 1.
        adam, _ = self._optimisers
        adam.param_groups[0]["eps"] = protocol.EPSILON / (1 - protocol.BETA2) ** 0.5
        named = self._vae.named()
        gradients = {k: p.grad.clone() for k, p in named.items()}
        self._update()
        return {
            "elbo": elbo.numpy(),
            "estimate": estimate.numpy(),
            **{f"gradients/{k}": exchanged(k, g).numpy() for k, g in gradients.items()},
            **{f"parameters/{k}": exchanged(k, p.detach()).numpy() for k, p in named.items()},
        }


if __name__ == "__main__":
    protocol.serve(TorchPeer)
