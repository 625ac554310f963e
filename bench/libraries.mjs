// What is compared. Every library but the first is optional: one that cannot be loaded has no rows.

import { readFileSync } from "node:fs";

/** Nothing here computes in 16 bits, but @jax-js/jax looks for the type, which Node has from 24 on. */
const allowWithoutFloat16 = () => {
  // @ts-expect-error a stand-in
  globalThis.Float16Array ??= class extends Uint16Array {};
};

const readJson = (/** @type {string} */ path) =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

const versionOf = (/** @type {string} */ name) => readJson(`./node_modules/${name}/package.json`).version;

/** The package as its users get it: what package.json exports. */
const loadDualtensor = async () => {
  const { exports } = readJson("../package.json");
  const entry = (/** @type {string} */ name) =>
    import(new URL(`../${exports[name].import.default}`, import.meta.url).href);
  return { ...(await entry(".")), torch: (await entry("./torch")).torch };
};

const loadJax = async () => {
  allowWithoutFloat16();
  const jax = await import("@jax-js/jax");
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  return jax;
};

const loadTensorflow = async () => {
  const { warn } = console;
  console.warn = () => {}; // its advertisement for native bindings
  const loaded = await import("@tensorflow/tfjs");
  const tf = loaded.default ?? loaded;
  await tf.setBackend("cpu");
  tf.scalar(0).dispose();
  console.warn = warn;
  return tf;
};

/** How close to the closed form a result has to be, relative to the largest entry. */
const float64 = 1e-11;
const shortSeries = 1e-6; // float64 whose exp and sin are right to about 1e-7
const float32 = 1e-3;

/**
 * @typedef {object} Library
 * @property {"dualtensor" | "jax-js" | "tfjs" | "mathjs"} name
 * @property {() => Promise<any>} load
 * @property {() => string} version
 * @property {number} tolerance
 * @property {string} install
 * @property {string} [about]
 */

/** @type {readonly Library[]} */
export const libraries = [
  {
    name: "dualtensor",
    load: loadDualtensor,
    version: () => readJson("../package.json").version,
    tolerance: float64,
    install: "npm run build",
  },
  {
    name: "jax-js",
    load: loadJax,
    version: () => versionOf("@jax-js/jax"),
    tolerance: shortSeries,
    install: "npm ci --prefix bench --ignore-scripts",
    about: "@jax-js/jax on its wasm device, float64 (its exp and sin are right to about 1e-7)",
  },
  {
    name: "tfjs",
    load: loadTensorflow,
    version: () => versionOf("@tensorflow/tfjs"),
    tolerance: float32,
    install: "npm ci --prefix bench --ignore-scripts",
    about: "@tensorflow/tfjs on its cpu backend, float32 (it has no other)",
  },
  {
    name: "mathjs",
    load: async () => import("mathjs"),
    version: () => versionOf("mathjs"),
    tolerance: float64,
    install: "npm ci --prefix bench --ignore-scripts",
    about: "symbolic derivatives, built and compiled before they are timed",
  },
];

export const torchLibrary = {
  name: "torch",
  tolerance: float64,
  install: "apt-get install python3-torch libopenblas0-pthread",
  about: "float64, one thread",
};
