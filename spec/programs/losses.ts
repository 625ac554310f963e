// Losses written out.
import { gather, indexSelect, logsumexp, mean, relu, sigmoid, squeeze, square, sum, tensor, unsqueeze, type Tensor } from "dualtensor"; // prettier-ignore

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
