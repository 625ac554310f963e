// `npm run test:quick`, while one works: every spec but the slow nets, which `npm test` and .ci/run cast.
import config from "./jest.config.js";

const slow = [
  // Every law for every row.
  "contract/(zero|nesting|vmap|push)",
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
  // A published collection by every method.
  "optimize/(collection|odeint)",
  "ops/(sums|structured|lstsq)",
  "(table|programs|accuracy).spec",
];
/** @type {import("jest").Config} */
export default { ...config, testPathIgnorePatterns: slow.map((name) => `<rootDir>/spec/${name}`) };
