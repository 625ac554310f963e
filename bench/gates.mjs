// What the eager library has to reach, as ratios in one run wherever a peer can be had. A gate whose peer is not
// installed is not decided.

/** @typedef {import("./run.mjs").Result} Result */
/** @typedef {{ reached: boolean | null, measured: string }} Verdict */

const times = (/** @type {number} */ x) => (x >= 10 ? x.toFixed(0) : x.toPrecision(2));
const undecided = { reached: null, measured: "torch is not installed" };

/** @param {Result} result */
const torchRows = (result) => Object.entries(result.rows).filter(([row]) => row.startsWith("torch"));

/**
 * dualtensor is at least this many times faster than torch.autograd.functional.jacobian.
 * @param {number} factor
 * @returns {(result: Result) => Verdict}
 */
const fasterThanFunctional = (factor) => (result) => {
  const ratio = result.rows["torch jacobian"]?.ratio;
  if (!ratio) return undecided;
  return { reached: ratio.median >= factor, measured: `${times(ratio.median)} times faster` };
};

/**
 * dualtensor takes at most this many times as long as the fastest of torch's ways.
 * @param {number} factor
 * @returns {(result: Result) => Verdict}
 */
const withinBest = (factor) => (result) => {
  const rows = torchRows(result).flatMap(([row, { ratio }]) => (ratio ? [{ row, ratio: ratio.median }] : []));
  if (rows.length === 0) return undecided;
  const best = rows.reduce((p, q) => (q.ratio < p.ratio ? q : p));
  return { reached: 1 / best.ratio <= factor, measured: `${times(1 / best.ratio)} x ${best.row}` };
};

/**
 * @param {number} ms
 * @returns {(result: Result) => Verdict}
 */
const within = (ms) => (result) => {
  const { median } = result.rows.dualtensor.ns;
  return { reached: median <= ms * 1e6, measured: `${(median / 1e6).toFixed(2)} ms` };
};

/**
 * @param {number} factor
 * @returns {(result: Result) => Verdict}
 */
const withinHand = (factor) => (result) => {
  const ratio = result.rows.hand.ratio;
  if (!ratio) return { reached: null, measured: "" };
  return { reached: 1 / ratio.median <= factor, measured: `${times(1 / ratio.median)} x the rule by hand` };
};

/**
 * backward() of dualtensor/torch takes at most this many times as long as the root's grad of the same function.
 * @param {number} factor
 * @returns {(result: Result) => Verdict}
 */
const withinRoot = (factor) => (result) => {
  const ratio = result.rows["dualtensor/torch"]?.ratio;
  if (!ratio) return { reached: null, measured: "" };
  return { reached: ratio.median <= factor, measured: `${times(ratio.median)} x grad` };
};

/**
 * backward() of dualtensor/torch takes at most this many times as long as torch's.
 * @param {number} factor
 * @returns {(result: Result) => Verdict}
 */
const withinTorch =
  (factor) =>
  ({ rows }) => {
    const [own, torch] = [rows["dualtensor/torch"]?.ns, rows.torch?.ns];
    if (!own || !torch) return undecided;
    const ratio = own.median / torch.median;
    return { reached: ratio <= factor, measured: `${times(ratio)} x torch` };
  };

/** @type {readonly { task: string, must: string, aim?: string, decide: (result: Result) => Verdict }[]} */
export const gates = [
  {
    task: "mul3",
    must: "40 times faster than torch's functional.jacobian",
    aim: "1 µs",
    decide: fasterThanFunctional(40),
  },
  {
    task: "mul1000",
    must: "8 times faster than torch's functional.jacobian",
    aim: "the filling",
    decide: fasterThanFunctional(8),
  },
  { task: "mul1000", must: "at most 2 x torch's best", aim: "the filling", decide: withinBest(2) },
  {
    task: "chain100",
    must: "50 times faster than torch's functional.jacobian",
    aim: "25 µs and the filling",
    decide: fasterThanFunctional(50),
  },
  { task: "chain100", must: "faster than torch's best", decide: withinBest(1) },
  {
    task: "chain1000",
    must: "15 times faster than torch's functional.jacobian",
    aim: "0.5 ms and the filling",
    decide: fasterThanFunctional(15),
  },
  { task: "chain1000", must: "faster than torch's best", decide: withinBest(1) },
  { task: "mlp", must: "at most 2 x torch's best", aim: "0.7 ms", decide: withinBest(2) },
  { task: "rosen-forward", must: "at most 1 ms", aim: "0.5 ms", decide: within(1) },
  { task: "rosen-reverse", must: "at most 0.3 ms", decide: within(0.3) },
  { task: "solve8", must: "at most 2.5 x the rule by hand", aim: "1.8 x", decide: withinHand(2.5) },
  { task: "solve8", must: "faster than torch's best", decide: withinBest(1) },
  { task: "solve32", must: "at most 2.5 x the rule by hand", aim: "1.8 x", decide: withinHand(2.5) },
  { task: "solve32", must: "faster than torch's best", decide: withinBest(1) },
  { task: "backward-chain", must: "dualtensor/torch at most 3 x grad", decide: withinRoot(3) },
  { task: "backward-2-8-1", must: "dualtensor/torch at most 2 x torch", decide: withinTorch(2) },
  { task: "backward-mlp", must: "dualtensor/torch at most 3 x grad", decide: withinRoot(3) },
];
