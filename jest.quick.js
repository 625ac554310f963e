// `npm run test:quick`, while one works: every spec but the slow nets, which `npm test` and .ci/run cast.
import config from "./jest.config.js";

const slow = [
  // Every law for every row.
  "contract/(zero|nesting|vmap|push|pull|replay)",
  // Random programs, and what judges the project itself.
  "fuzz",
  "laws/",
  "compile/",
  "source/(meaning|random)",
  "package",
  "docs",
  "ops-page",
  "examples",
  "cli/(command|compile)",
  // Data without end, 1e8 holes, sums of a million numbers, matrices of every structure.
  "errors/(endless|doors)",
  // Published collections by every method, patterns and shards of every row.
  "optimize/(collection|odeint|leastsquares|minimize)",
  "transform/nested",
  "nist",
  "sparse/",
  "distributed/",
  // Linear algebra at every size, series of every row.
  "ops/(sums|structured|lstsq|linalg|eig|spectrum|matrix-function)",
  "taylor/",
  // What runs the compiler, draws, or compares whole scripts.
  "types/",
  "plot/",
  "torch/(adapter|combined|laws|orders|traps)",
  "(table|programs|accuracy).spec",
];
/** @type {import("jest").Config} */
export default { ...config, testPathIgnorePatterns: slow.map((name) => `<rootDir>/spec/${name}`) };
