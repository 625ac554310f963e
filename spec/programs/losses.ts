// Losses written out.
import { arange, exp, gather, indexSelect, logsumexp, matmul, mean, relu, sigmoid, square, squeeze, sum, tensor, unsqueeze, type Tensor } from "dualtensor"; // prettier-ignore
import { binaryCrossEntropyWithLogits, crossEntropy, normalize } from "dualtensor/nn";

/** Softmax cross entropy: the mean of logsumexp(z_i) - z_i[label_i]. */
export function softmaxXentManual(logits: Tensor, labels: Tensor): Tensor {
  const picked = squeeze(gather(logits, 1, unsqueeze(labels, 1)), 1);
  return mean(logsumexp(logits, 1).sub(picked));
}

/** Soft Dice plus soft intersection over union of a prediction with a mask. */
export function softDiceIou(logits: Tensor, { mask = [1, 0, 1, 1] }: { mask?: number[] } = {}): Tensor {
  const p = sigmoid(logits);
  const t = tensor(mask);
  const common = sum(p.mul(t));
  const dice = common.mul(2).div(sum(p).add(sum(t)));
  return dice.add(common.div(sum(p.add(t).sub(p.mul(t)))));
}

/** Rows of a table: an anchor nearer to the positive one than to the negative one, by a margin. */
export function tripletGatherLoss(table: Tensor, rows: Tensor, { margin = 1 } = {}): Tensor {
  const [anchor, positive, negative] = indexSelect(table, 0, rows);
  const distance = (other: Tensor): Tensor => sum(square(anchor.sub(other)));
  return relu(distance(positive).sub(distance(negative)).add(margin));
}

/** Evidence lower bound of a variational autoencoder for one draw of noise: reconstruction less divergence. */
export function vaeElbo(
  mu: Tensor,
  logVariance: Tensor,
  noise: Tensor,
  decoder: Tensor,
  { targets = [0, 1, 1] } = {},
): Tensor {
  const z = mu.add(exp(logVariance.mul(0.5)).mul(noise));
  const loss = binaryCrossEntropyWithLogits(matmul(z, decoder), targets, { reduction: "sum" });
  const divergence = sum(logVariance.add(1).sub(square(mu)).sub(exp(logVariance))).mul(-0.5);
  return loss.add(divergence).neg();
}

/** InfoNCE: each row of a is to be most like the same row of b. */
export function contrastiveInfonce(a: Tensor, b: Tensor, { temperature = 0.5 } = {}): Tensor {
  const likeness = matmul(normalize(a, { dim: 1 }), normalize(b, { dim: 1 }).T).div(temperature);
  return crossEntropy(likeness, arange(a.shape[0]));
}
