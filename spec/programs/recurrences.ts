// Recurrences along a sequence: a loop of the language over tensors.
import { add, matmul, ones, sigmoid, stack, tanh, variance, zeros, type Tensor } from "dualtensor";

/** h = tanh(W h + U x_t + b), from h = 0 over all x_t; the last h. */
export function rnnUnroll(sequence: Tensor, W: Tensor, U: Tensor, b: Tensor): Tensor {
  let h: Tensor = zeros(b.shape);
  for (const x of sequence) h = tanh(add(matmul(W, h), matmul(U, x)).add(b));
  return h;
}

/** One unit of long short-term memory: state = [x, h, c], W maps [x, h, 1] to its four gates; [h′, c′]. */
export function lstmStep(state: Tensor, W: Tensor): Tensor {
  const [x, h, c] = state;
  const [input, forget, candidate, output] = matmul(W, stack([x, h, ones([])]));
  const next = sigmoid(forget)
    .mul(c)
    .add(sigmoid(input).mul(tanh(candidate)));
  return stack([sigmoid(output).mul(tanh(next)), next]);
}

/** Rewards discounted by sigmoid(g), summed from each time on, and the variance of these sums. */
export function cumulativeReturns(rewards: Tensor, g: Tensor): Tensor[] {
  const discount = sigmoid(g);
  const sums: Tensor[] = [];
  let rest: Tensor = zeros([]);
  for (const reward of [...rewards].reverse()) {
    rest = reward.add(discount.mul(rest));
    sums.unshift(rest);
  }
  const returns = stack(sums);
  return [returns, variance(returns)];
}
