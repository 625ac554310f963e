// Where the rows of core are tried. Those of lib/ops say it beside their formulas; every bundle holds the rows of core, and
// none the points where they are tried.
import type { Trial } from "../../lib/core/rule.js";
import { VALUE } from "../../lib/kernels/arithmetic.js";

/** By the rows' names. */
export const core: Readonly<Record<string, readonly Trial<unknown>[]>> = {
  mul: [
    [[3], [3]],
    [[2, 3], [3]],
    [[], [3]],
    [[3], [2, 1]],
    [
      [2, 1, 2],
      [3, 1],
    ],
  ].map((shapes) => ({ shapes, params: VALUE })),
  reshape: [
    { shapes: [[2, 3]], params: { from: 2, shape: [3, 2] } },
    { shapes: [[2, 3]], params: { from: 1, shape: [1, 3, 1] } },
    { shapes: [[]], params: { from: 0, shape: [1, 1] } },
  ],
  expand: [
    { shapes: [[1, 3]], params: [2, 3] },
    { shapes: [[2, 1]], params: [2, 3] },
    { shapes: [[1, 1]], params: [2, 3] },
  ],
  sumTo: [
    { shapes: [[2, 3]], params: [1, 3] },
    { shapes: [[2, 3]], params: [2, 1] },
    { shapes: [[2, 3, 2]], params: [1, 3, 1] },
  ],
  combine: [
    { shapes: [[3], [2, 3], [3], [2, 3]], params: undefined },
    { shapes: [[], [3], [3], [3]], params: undefined },
  ],
  place: [
    { shapes: [[2, 2]], params: { shape: [2, 3], at: [{ axis: -1, start: 1, length: 2, drop: false }] } },
    {
      shapes: [[3], [3]],
      params: {
        shape: [2, 3],
        at: [
          { axis: -2, start: 1, length: 1, drop: true },
          { axis: -2, start: 1, length: 1, drop: true },
        ],
      },
    },
    {
      shapes: [
        [1, 3],
        [2, 2],
      ],
      params: {
        shape: [2, 3],
        at: [
          { axis: -2, start: 0, length: 1, drop: false },
          { axis: -1, start: 1, length: 2, drop: false },
        ],
      },
    },
  ],
  sum: [
    { shapes: [[3]], params: [-1] },
    { shapes: [[2, 3]], params: [-2] },
    { shapes: [[2, 3, 2]], params: [-3, -1] },
    { shapes: [[]], params: [] },
  ],
  permute: [
    { shapes: [[2, 3]], params: [-1, -2] },
    { shapes: [[2, 3, 4]], params: [-1, -3, -2] },
  ],
  slice: [
    { shapes: [[4]], params: { axis: -1, start: 1, length: 2, step: 1 } },
    { shapes: [[4, 3]], params: { axis: -2, start: 3, length: 2, step: -2 } },
  ],
  select: [
    { shapes: [[3]], params: { axis: -1, index: 2 } },
    { shapes: [[2, 3]], params: { axis: -2, index: 0 } },
  ],
  indexSelect: [
    { shapes: [[3]], params: { axis: -1, index: [2, 0, 2, 1] } },
    { shapes: [[3, 2]], params: { axis: -2, index: [1, 1] } },
  ],
  indexAdd: [
    { shapes: [[4]], params: { axis: -1, index: [2, 0, 2, 1], n: 3 } },
    { shapes: [[2, 2]], params: { axis: -2, index: [1, 1], n: 3 } },
  ],
  matmul: [
    [
      [2, 3],
      [3, 2],
    ],
    [
      [2, 2, 3],
      [3, 2],
    ],
    [
      [2, 3],
      [2, 3, 1],
    ],
    [
      [2, 1, 2, 2],
      [3, 2, 1],
    ],
  ].map((shapes) => ({ shapes, params: VALUE })),
  // d/dx, d/dy and d²/dx dy of x^y.
  powPart: [
    { a: 1, p: [[0], [1]] },
    { a: 0, p: [[0, 1]] },
    {
      a: 1,
      p: [
        [1, 0],
        [0, 1],
      ],
    },
  ].map((params) => ({
    shapes: [[3], [2, 1]],
    params,
    domain: [
      { lo: 0.2, hi: 3 },
      { lo: -2, hi: 2 },
    ],
  })),
  cat: [
    { shapes: [[3], [2]], params: { axis: -1 } },
    {
      shapes: [
        [1, 2],
        [3, 2],
        [2, 2],
      ],
      params: { axis: -2 },
    },
  ],
  where: [
    {
      shapes: [[3], [3], [3]],
      params: undefined,
      domain: [
        { lo: 0, hi: 1, fixed: [1, 0, 1] },
        { lo: -2, hi: 2 },
        { lo: -2, hi: 2 },
      ],
    },
    {
      shapes: [[3], [2, 3], []],
      params: undefined,
      domain: [
        { lo: 0, hi: 1, fixed: [1, 0, 1] },
        { lo: -2, hi: 2 },
        { lo: -2, hi: 2 },
      ],
    },
  ],
};
