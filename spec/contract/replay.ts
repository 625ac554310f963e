// Laws of the trace: what was recorded, evaluated again, is the operation itself, on numbers, duals, tapes and batches.
import { evaluate, trace } from "./recorder.js";
import { zeros, type Tensor } from "../../lib/core/tensor.js";
import { vmap } from "../../lib/transform/vmap.js";
import { pushAlong } from "./forward.js";
import { equal, pushed, stackOf, subsets, taped, type Many, type Subject } from "./subject.js";

/** A replay is the operation, to the bit, on the numbers that it was recorded on and on others. */
export function replays(s: Subject): void {
  for (const watched of subsets(s.all)) {
    if (watched.length === 0) continue;
    const f = s.of(watched),
      x = watched.map((i) => s.x[i]),
      program = trace("trace", f, x),
      again = (...z: Many): Tensor => evaluate(program, z);
    // A constant result (of operands that do not matter) is no instruction.
    for (const n of [0, 1]) {
      const drawn = s.draw(n),
        z = watched.map((i) => drawn[i]);
      equal(s, `replay on numbers ${n}, operands ${watched.join()}`, again(...z), f(...z));
      if (s.rule.flat === true) continue;
      const seeds = z.map((v) => s.direction([2, ...v.shape]));
      equal(
        s,
        `replay on duals, operands ${watched.join()}`,
        pushed(again, z, seeds).block,
        pushed(f, z, seeds).block,
      );
      const ybar = s.direction(f(...z).shape),
        bars = taped(f, z).pull([ybar]);
      taped(again, z)
        .pull([ybar])
        .forEach((b, i) => {
          equal(s, `replay on a tape, operand ${watched[i]}`, b, bars[i]);
        });
    }
  }
  const program = trace("trace", s.f, s.x),
    drawn = [0, 1, 2].map((n) => s.draw(n));
  equal(
    s,
    "replay on a batch",
    vmap((...z: Tensor[]) => evaluate(program, z))(...s.all.map((i) => stackOf(drawn.map((x) => x[i])))),
    stackOf(drawn.map((x) => s.f(...x))),
  );
}

/** Derivatives are written in operations: recorded at one point, they are the derivative at another, to the bit. */
export function replaysDerivatives(s: Subject): void {
  if (s.rule.flat === true) return;
  const n = s.movable.length,
    f = s.of(s.movable),
    pick = (x: Many): Many => s.movable.map((i) => x[i]),
    [here, there] = [pick(s.x), pick(s.draw(1))];
  if (n === 0) return;
  const push = (...z: Many): Tensor => pushAlong(f, z.slice(0, n), z.slice(n));
  const [v, w] = [s.directions(s.movable), s.directions(s.movable)];
  equal(
    s,
    "a recorded push elsewhere",
    evaluate(trace("trace", push, [...here, ...v]), [...there, ...w]),
    push(...there, ...w),
  );
  const [ybar, zbar] = [s.direction(s.y.shape), s.direction(f(...there).shape)];
  s.movable.forEach((operand, i) => {
    const pull = (...z: Many): Tensor => taped(f, z.slice(0, n)).pull([z[n]])[i] ?? zeros(s.shapes[operand]);
    equal(
      s,
      `a recorded pull for operand ${operand} elsewhere`,
      evaluate(trace("trace", pull, [...here, ybar]), [...there, zbar]),
      pull(...there, zbar),
    );
  });
}
