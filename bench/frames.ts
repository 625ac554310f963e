// A sketch of 1000 constraints at 60 Hz: how much processor time a frame takes while a hand drags it (examples/sketch.ts), in the worst twentieth of
// the frames, of 16.7 ms that there are.
//
//   node scripts/run.mjs bench/frames.ts [frames]    600 by default, ten seconds of them
//
// Every frame moves the hand and knocks all points by up to .1, so that Newton's method has to come back from afar; the same frame
// is solved by a dense Jacobian and LU now and then, in turns, for the ratio.
import { jacobian, solve, sub, tensor, type Tensor } from "dualtensor";
import { prepareJacobian } from "dualtensor/sparse";
import { argv, cpuUsage, exit } from "node:process";
import { newton } from "../examples/brusselator.js";
import { missed, stairs } from "../examples/sketch.js";

const count = Number(argv[2] ?? 600),
  hand = (k: number): number[] => [3 * Math.sin(k / 60), 2 * Math.cos(k / 45)],
  knocked = (x: Tensor, k: number): Tensor =>
    x.add(
      tensor(Float64Array.from({ length: x.size }, (_, i) => 0.1 * Math.sin(i * (k + 1)))).reshape(x.shape),
    );

/** Newton's steps with the whole Jacobian. */
function densely(F: (x: Tensor) => Tensor, start: Tensor): Tensor {
  let x = start,
    last = Infinity;
  for (;;) {
    const value = F(x),
      residual = value.data.reduce((m, r) => Math.max(m, Math.abs(r)), 0);
    if (residual >= last) return x;
    last = residual;
    x = sub(x, solve(jacobian(F, x).reshape(x.size, x.size), value).reshape(x.shape));
  }
}

/** Milliseconds of this process's processor: a frame on a machine that does something else besides is not longer by it. */
const clock = (): number => {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
};

let x = stairs(hand(0)),
  steps = 0,
  ratio = Infinity;
const before = clock(),
  J = prepareJacobian(missed([0, 0]), x),
  structure = clock() - before,
  times: number[] = [];
for (let k = 0; k < count; k++) {
  const F = missed(hand(k)),
    from = knocked(x, k),
    start = clock(),
    { x: to, residuals } = newton(F, from, J),
    time = clock() - start;
  times.push(time);
  steps += residuals.length;
  const off = sub(to, stairs(hand(k))).data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  if (!(off < 1e-9)) {
    console.error(`frame ${k} is ${off} off its staircase`);
    exit(1);
  }
  if (k === Math.floor(count / 3) || k === Math.floor((2 * count) / 3)) {
    const begin = clock();
    densely(F, from);
    ratio = Math.min(ratio, (clock() - begin) / time);
  }
  x = to;
}
const sorted = times.slice().sort((a, b) => a - b),
  part = (p: number): string => sorted[Math.min(count - 1, Math.floor(p * count))].toFixed(2);
console.log(
  [
    `${count} frames of ${2 * x.length} constraints, ${(steps / count).toFixed(1)} Newton steps each; structure and program ${structure.toFixed(1)} ms`,
    `a frame: median ${part(0.5)} ms, p95 ${part(0.95)} ms, p99 ${part(0.99)} ms, longest ${part(1)} ms; 60 Hz leaves 16.67`,
    `a dense frame takes ${ratio.toFixed(0)} times as long`,
  ].join("\n"),
);
if (Number(part(0.95)) > 1000 / 60) exit(1);
