// All lines: the functions of the package's root, and those of the other entries under their names, "linalg.det".
import { accumulate } from "./accumulate.js";
import { bessel, besselOfRoot } from "./bessel.js";
import { complexValues } from "./complex.js";
import { elementwise } from "./elementwise.js";
import type { Table } from "./entry.js";
import { linalg, linear, products } from "./linalg.js";
import { eliminations, factorisations } from "./lu.js";
import { parts } from "./parts.js";
import { reduce } from "./reduce.js";
import { statistics } from "./statistics.js";
import { polynomials } from "./polynomials.js";
import { joins, picks, views } from "./shape.js";
import { fft } from "./fft.js";
import { nn } from "./nn.js";
import { cells } from "./nn/layers.js";
import { ofRoot, special } from "./special.js";
import { functions, spectra } from "./spectrum.js";

const under = (entry: string, lines: Table): Table =>
  Object.fromEntries(Object.entries(lines).map(([name, list]) => [`${entry}.${name}`, list]));

export const table: Table = {
  ...elementwise,
  ...accumulate,
  ...complexValues,
  ...reduce,
  ...statistics,
  ...parts,
  ...views,
  ...joins,
  ...picks,
  ...products,
  ...linear,
  ...eliminations,
  ...functions,
  ...ofRoot,
  ...besselOfRoot,
  ...cells,
  ...under("linalg", linalg),
  ...under("linalg", spectra),
  ...under("linalg", factorisations),
  ...under("special", { ...special, ...bessel, ...polynomials }),
  ...under("nn", nn),
  ...under("fft", fft),
};
