// For every public function a call that works, made from its signature where it has one; the specs spoil it in one place at
// a time. A function without a signature stands in `byHand`; so does one whose arguments must fit together in a way that
// `candidates` do not hit upon.

import * as dualtensor from "dualtensor";
import * as names from "../library.js";
import * as fft from "../../lib/fft.js";
import * as optimize from "../../lib/optimize.js";
import * as plot from "../../lib/plot.js";
import * as linalg from "../../lib/linalg.js";
import * as nn from "../../lib/nn.js";
import * as sparse from "../../lib/sparse.js";
import * as special from "../../lib/special.js";
import { isAlias } from "../aliases.js";
import { byName } from "../named.js";
import { parameters, type Param } from "../../lib/door/arguments.js";

const { cos, sin, sum } = dualtensor;
type AnyFunction = ((...args: never[]) => unknown) & { readonly signature?: string };

export interface Entry {
  readonly name: string;
  /** What an argument is for: "tensor", "int", ...; with a star where any number of them may follow. */
  readonly kinds: readonly string[];
  readonly optional: readonly boolean[];
  /** A call that works. */
  readonly args: readonly unknown[];
  call(...args: readonly unknown[]): unknown;
}

const v = [1, 2, 3];
const scalar = (x: dualtensor.Tensor): dualtensor.Tensor => sum(x);

const half = (x: dualtensor.Tensor): dualtensor.Tensor => dualtensor.div(x, 2);
const square = (x: dualtensor.Tensor): dualtensor.Tensor => dualtensor.mul(x, x);

const eye = new sparse.SparseMatrix([1, 1], [0, 1], [0, 1, 2], [2, 2]);
const numbers = [
  [1, 2],
  [3, 5],
];
/** Of shape (1, ..., 1, n): the last of `rank` axes has the numbers. */
const plane = (rank: number, ...values: number[]): unknown =>
  Array.from({ length: rank - 1 }).reduce<unknown>((x) => [x], values);
const convolution = (D: number): [string, unknown][] => [
  ["tensor", plane(D + 2, 1, 2, 3)],
  ["tensor", plane(D + 2, 1, 2)],
  ["tensor?", [1]],
  ["ints?", 1],
  ["any?", 0],
  ["ints?", 1],
  ["int?", 1],
];
const transposed = (D: number): [string, unknown][] => [
  ["tensor", plane(D + 2, 1, 2, 3)],
  ["tensor", plane(D + 2, 1, 2)],
  ["tensor?", [1]],
  ["ints?", 1],
  ["ints?", 0],
  ["ints?", 0],
  ["int?", 1],
  ["ints?", 1],
];
const pooling = (D: number, ...more: [string, unknown][]): [string, unknown][] => [
  ["tensor", plane(D + 1, 1, 2, 3)],
  ["ints", 1],
  ["ints?", 1],
  ["ints?", 0],
  ...more,
];
const average: [string, unknown][] = [
  ["bool?", false],
  ["bool?", true],
];
const largest: [string, unknown][] = [
  ["ints?", 1],
  ["bool?", false],
  ["bool?", false],
];
const power = (D: number): [string, unknown][] => [
  ["tensor", plane(D + 1, 1, 2, 3)],
  ["number", 2],
  ["ints", 1],
  ["ints?", 1],
  ["bool?", false],
];
const adaptive = (D: number, ...more: [string, unknown][]): [string, unknown][] => [
  ["tensor", plane(D + 1, 1, 2, 3)],
  ["any", 1],
  ...more,
];
/** A step of a recurrent network whose state has two numbers. */
const cell = (gates: number, state: unknown): (readonly [string, unknown])[] => {
  const rows = (row: unknown): unknown[] => Array.from({ length: 2 * gates }, () => row);
  return [
    ["tensor", [1, 2, 3]],
    [gates === 4 ? "tensors" : "tensor", state],
    ["tensor", rows([1, 2, 3])],
    ["tensor", rows([1, 2])],
    ["tensor?", rows(1)],
    ["tensor?", rows(1)],
  ];
};
/** Functions without a signature: arguments that work. "?" marks the optional ones. */
const byHand: Record<string, readonly (readonly [kind: string, argument: unknown])[]> = {
  sparseJacobian: [
    ["any", square],
    ["any", v],
    ["any?", {}],
  ],
  valueAndSparseJacobian: [
    ["any", square],
    ["any", v],
    ["any?", {}],
  ],
  jacobianPattern: [
    ["any", square],
    ["any", v],
    ["any?", {}],
  ],
  prepareJacobian: [
    ["any", square],
    ["any", v],
    ["any?", {}],
  ],
  sparseHessian: [
    ["any", (x: dualtensor.Tensor) => scalar(square(x))],
    ["any", v],
    ["any?", {}],
  ],
  valueAndSparseHessian: [
    ["any", (x: dualtensor.Tensor) => scalar(square(x))],
    ["any", v],
    ["any?", {}],
  ],
  prepareHessian: [
    ["any", (x: dualtensor.Tensor) => scalar(square(x))],
    ["any", v],
    ["any?", {}],
  ],
  colorColumns: [["any", eye]],
  starColoring: [["any", eye]],
  spy: [
    ["any", eye],
    ["any?", sparse.colorColumns(eye)],
  ],
  cg: [
    ["any", eye],
    ["any", [1, 2]],
    ["any?", {}],
  ],
  gmres: [
    ["any", eye],
    ["any", [1, 2]],
    ["any?", {}],
  ],
  root: [
    ["any", square],
    ["any", 1],
    ["any?", {}],
  ],
  fixedPoint: [
    ["any", half],
    ["any", 1],
    ["any?", {}],
  ],
  minimize: [
    ["any", square],
    ["any", 1],
    ["any?", {}],
  ],
  odeint: [
    ["any", (t: dualtensor.Tensor, y: dualtensor.Tensor) => half(y)],
    ["any", 1],
    ["any", [0, 1]],
    ["any?", {}],
  ],
  implicit: [
    ["any", half],
    ["any", half],
    ["any?", {}],
  ],
  leastSquares: [
    ["any", half],
    ["any", v],
    ["any?", {}],
  ],
  levenbergMarquardt: [
    ["any", half],
    ["any", v],
    ["any?", {}],
  ],
  heatMap: [
    ["tensor", numbers],
    ["options?", {}],
  ],
  spyPlot: [
    ["any", []],
    ["options?", {}],
  ],
  curvePlot: [
    ["function", half],
    ["options?", {}],
  ],
  graphPlot: [
    ["function", half],
    ["input", v],
    ["tensor", v],
    ["options?", {}],
  ],
  fitPlot: [
    ["any", optimize.leastSquares(half, v)],
    ["any", (x: dualtensor.Tensor) => () => half(x)],
    ["any", v],
    ["any", v],
    ["options?", {}],
  ],
  convergencePlot: [
    ["any", v],
    ["options?", {}],
  ],
  objective: [["any", square]],
  residuals: [
    ["any", half],
    ["any?", undefined],
  ],

  broadcastTensors: [
    ["tensor*", numbers],
    ["tensor*", 1],
  ],
  meshgrid: [
    ["tensor*", [1, 2]],
    ["tensor*", [3, 4]],
  ],
  blockDiag: [
    ["tensor*", numbers],
    ["tensor*", [1, 2]],
  ],
  cartesianProd: [
    ["tensor*", [1, 2]],
    ["tensor*", [3, 4]],
  ],
  chainMatmul: [
    ["tensor*", numbers],
    ["tensor*", numbers],
  ],
  rnnTanhCell: cell(1, [0, 1]),
  gruCell: cell(3, [0, 1]),
  lstmCell: cell(4, numbers),
  instanceNorm: [
    ["tensor", [numbers]],
    ["tensor?", [1, 2]],
    ["tensor?", [1, 2]],
    ["tensor?", [1, 2]],
    ["tensor?", [1, 2]],
    ["bool?", true],
    ["number?", 0.1],
    ["number?", 1],
  ],
  isTensor: [["any", 1]],
  "linalg.matrixFunction": [
    ["tensor", numbers],
    ["function", cos],
  ],
  conv1d: convolution(1),
  conv2d: convolution(2),
  conv3d: convolution(3),
  convTranspose1d: transposed(1),
  convTranspose2d: transposed(2),
  convTranspose3d: transposed(3),
  avgPool1d: pooling(1, ...average),
  maxPool1d: pooling(1, ...largest),
  adaptiveAvgPool1d: adaptive(1),
  adaptiveMaxPool1d: adaptive(1, ["bool?", false]),
  avgPool2d: pooling(2, ...average, ["int?", 2]),
  maxPool2d: pooling(2, ...largest),
  adaptiveAvgPool2d: adaptive(2),
  adaptiveMaxPool2d: adaptive(2, ["bool?", false]),
  avgPool3d: pooling(3, ...average, ["int?", 2]),
  maxPool3d: pooling(3, ...largest),
  adaptiveAvgPool3d: adaptive(3),
  adaptiveMaxPool3d: adaptive(3, ["bool?", false]),
  lpPool1d: power(1),
  lpPool2d: power(2),
  "nn.unfold": [
    ["tensor", plane(3, 1, 2, 3)],
    ["ints", 1],
    ["ints?", 1],
    ["ints?", 0],
    ["ints?", 1],
  ],
  fold: [
    ["tensor", plane(2, 1, 2, 3)],
    ["ints", [1, 3]],
    ["ints", 1],
    ["ints?", 1],
    ["ints?", 0],
    ["ints?", 1],
  ],
  interpolate: [
    ["tensor", plane(3, 1, 2)],
    ["ints?", null],
    ["any?", 2],
    ["string?", "linear"],
    ["bool?", true],
    ["bool?", false],
    ["bool?", false],
  ],
  setPrintOptions: [["options?", {}]],
  isComplex: [["any", 1]],
  tensor: [
    ["tensor", [1, 2]],
    ["options?", {}],
  ],
  zeros: [["shape", [2]]],
  ones: [["shape", [2]]],
  full: [
    ["shape", [2]],
    ["number", 1],
  ],
  eye: [
    ["int", 2],
    ["int?", 2],
  ],
  arange: [
    ["number", 0],
    ["number?", 3],
    ["number?", 1],
  ],
  linspace: [
    ["number", 0],
    ["number", 1],
    ["int", 3],
  ],
  rand: [
    ["shape", [2]],
    ["options", { seed: 1 }],
  ],
  randn: [
    ["shape", [2]],
    ["options", { seed: 1 }],
  ],
  derivative: [
    ["function", sin],
    ["input", v],
  ],
  jvp: [
    ["function", sin],
    ["input", v],
    ["tensor", v],
    ["options?", {}],
  ],
  jvps: [
    ["function", sin],
    ["input", v],
    ["tensor", [v]],
    ["options?", {}],
  ],
  taylor: [
    ["function", sin],
    ["input", v],
    ["tensor", v],
    ["int", 2],
    ["options?", {}],
  ],
  jacobian: [
    ["function", sin],
    ["input", v],
    ["options?", {}],
  ],
  valueAndJacobian: [
    ["function", sin],
    ["input", v],
    ["options?", {}],
  ],
  jacobianColumns: [
    ["function", sin],
    ["input", v],
    ["options?", {}],
  ],
  grad: [
    ["function", scalar],
    ["input", v],
    ["options?", {}],
  ],
  valueAndGrad: [
    ["function", scalar],
    ["input", v],
    ["options?", {}],
  ],
  vjp: [
    ["function", sin],
    ["input", v],
    ["options?", {}],
  ],
  linearize: [
    ["function", sin],
    ["input", v],
  ],
  hessian: [
    ["function", scalar],
    ["input", v],
    ["options?", {}],
  ],
  hvp: [
    ["function", scalar],
    ["input", v],
    ["tensor", v],
  ],
  laplacian: [
    ["function", scalar],
    ["input", v],
    ["options?", {}],
  ],
  divergence: [
    ["function", sin],
    ["input", v],
    ["options?", {}],
  ],
  jacobianDiagonal: [
    ["function", sin],
    ["input", v],
    ["options?", {}],
  ],
  vmap: [
    ["function", sin],
    ["options?", {}],
  ],
  jit: [
    ["function", sin],
    ["options?", {}],
  ],
  inspect: [["function", compiled()]],
  program: [["function", compiled()]],
  loadProgram: [
    ["program", dualtensor.program(compiled()).toBytes()],
    ["options?", {}],
  ],
  configure: [["options", {}]],
  capabilities: [],
  cond: [
    ["tensor", 1],
    ["function", sin],
    ["function", cos],
    ["any*", dualtensor.tensor(v)],
  ],
  scan: [
    ["function", (s: dualtensor.Tensor, x: dualtensor.Tensor) => [s.add(x), s] as const],
    ["any", dualtensor.tensor(1)],
    ["tensor", v],
  ],
  whileLoop: [
    ["function", (x: dualtensor.Tensor) => dualtensor.lt(x, 3)],
    ["function", (x: dualtensor.Tensor) => x.add(1)],
    ["any", dualtensor.tensor(1)],
  ],
  gradcheck: [
    ["function", sin],
    ["input", v],
    ["options?", {}],
  ],
  traceNaN: [
    ["function", sin],
    ["input", v],
    ["options?", {}],
  ],
  defineOp: [["operation", { name: "sine", value: Math.sin, derivative: cos, check: false }]],
  "finiteDifference.jacobian": [
    ["function", sin],
    ["input", v],
  ],
  "finiteDifference.gradient": [
    ["function", scalar],
    ["input", v],
  ],
  "finiteDifference.derivative": [
    ["function", sin],
    ["number", 1],
  ],
  "finiteDifference.jvp": [
    ["function", sin],
    ["input", v],
    ["tensor", v],
  ],
};
/** What a compiled function leaves to look at. */
function compiled(): unknown {
  const f = dualtensor.jit((x: dualtensor.Tensor) => x.mul(x));
  f(v);
  return f;
}
/** What is not called at once but gives a function or an iterator is run to its end. */
function finish(name: string, result: unknown): unknown {
  if (name === "vmap" || name === "jit") return (result as (x: unknown) => unknown)([1, 2]);
  if (name === "jacobianColumns") return [...(result as Iterable<unknown>)];
  return result;
}
/** Classes are no functions to call. */
const classes = new Set(["Tensor", "Complex", "DualTensorError", "CompiledProgram", "SparseMatrix"]);

const candidates: Record<string, readonly unknown[]> = {
  tensor: [
    numbers,
    [1, 2],
    [1, 2, 3],
    [0, 1],
    [
      [true, false],
      [true, true],
    ],
    1,
    [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 9],
      ],
    ],
    [1, 2, 3, 4],
  ],
  tensors: [
    [numbers, numbers],
    [
      [1, 2],
      [3, 4],
    ],
  ],
  index: [[0, 1], 0],
  int: [1, 0, 2],
  ints: [1, 0, [0], [1, 1], 2],
  axes: [[0, 1], [1, 0], [1]],
  shape: [[2, 2], [4], [1, 2]],
  number: [1, 0.5],
  bool: [false, true],
  string: ["ij->ji", "sum", "mean", "ij", "constant", "reduced"],
  any: [1, [[0, 1]], null],
};
const choices = (p: Param): readonly unknown[] => [
  ...(p.optional ? [p.default] : []),
  ...(candidates[p.kind] ?? [1]),
];

/** The first arguments that work, later parameters varied first. */
function search(
  call: (...args: readonly unknown[]) => unknown,
  params: readonly Param[],
): readonly unknown[] | null {
  const lists = params.map(choices);
  const total = Math.min(
    20000,
    lists.reduce((n, l) => n * l.length, 1),
  );
  for (let k = 0; k < total; k++) {
    let rest = k;
    const args: unknown[] = [];
    for (let i = lists.length - 1; i >= 0; i--) {
      args.unshift(lists[i][rest % lists[i].length]);
      rest = Math.floor(rest / lists[i].length);
    }
    try {
      call(...args);
      return args;
    } catch {
      continue;
    }
  }
  return null;
}

/** Every public function by its name, those of namespaces (`finiteDifference.jacobian`) included. */
export function publicFunctions(): [string, AnyFunction][] {
  const out: [string, AnyFunction][] = [];
  const add = (name: string, value: unknown): void => {
    if (typeof value === "function" && !classes.has(name)) out.push([name, value as AnyFunction]);
    else if (typeof value === "object" && value !== null && !dualtensor.isTensor(value))
      for (const [k, f] of Object.entries(value)) add(`${name}.${k}`, f);
  };
  for (const [name, value] of Object.entries(names)) if (!isAlias(name)) add(name, value);
  // The same function under two names answers by the first; a name that two functions have, by "entry.name".
  for (const [entry, module] of Object.entries({ linalg, special, nn, fft, optimize, plot, sparse }))
    for (const [name, value] of Object.entries(module)) {
      if (out.some(([, f]) => f === value)) continue;
      const taken = entry === "linalg" || out.some(([own]) => own === name);
      add(taken ? `${entry}.${name}` : name, value);
    }
  return out;
}

/** The entry of a function; a string says why there is none. */
export function entryOf(name: string, f: AnyFunction): Entry | string {
  const call = (...args: readonly unknown[]): unknown =>
    finish(
      name,
      (f as (...a: readonly unknown[]) => unknown)(
        ...(f.signature === undefined ? args : byName(f.signature, args)),
      ),
    );
  if (Object.hasOwn(byHand, name)) {
    const list = byHand[name];
    return {
      name,
      call,
      args: list.map(([, a]) => a),
      kinds: list.map(([k]) => k.replace("?", "")),
      optional: list.map(([k]) => k.endsWith("?")),
    };
  }
  if (f.signature === undefined) return `${name} has no signature: give it a line in spec/errors/entries.ts`;
  const params = parameters(f.signature),
    args = search(call, params);
  if (args === null)
    return `no call of ${name}(${f.signature}) was found to work: give it a line in spec/errors/entries.ts`;
  return { name, call, args, kinds: params.map((p) => p.kind), optional: params.map((p) => p.optional) };
}
