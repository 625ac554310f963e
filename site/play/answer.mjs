// What the playground shows of a function at a point: value, Jacobian as numbers and as a picture, finite differences beside it, the sweep seed
// by seed, the program. Plain data, so that it goes from a worker to the page.
import { finiteDifference, inspect, jit, tensor, valueAndJacobian } from "dualtensor";
import { graphPlot, heatMap } from "dualtensor/plot";

/** Larger Jacobians are not computed, those up to here are; further up neither numbers nor differences are shown. */
const MOST = 40_000,
  SHOWN = 400,
  SEEDS = 8;

const entriesOf = (name, { shape, size }) =>
  size === 1 && shape.length === 0
    ? [name]
    : Array.from({ length: size }, (_, i) => `${name}[${indexOf(i, shape).join(", ")}]`);
function indexOf(i, shape) {
  const index = [];
  for (let a = shape.length - 1; a >= 0; a--) {
    index.unshift(i % shape[a]);
    i = Math.floor(i / shape[a]);
  }
  return index;
}
/** Columns of all inputs side by side. */
function sideBySide(parts, rows) {
  const columns = parts.map(({ size }) => size / Math.max(rows, 1));
  const width = columns.reduce((a, b) => a + b, 0);
  const out = new Float64Array(rows * width);
  let first = 0;
  parts.forEach(({ data }, k) => {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns[k]; j++) out[i * width + first + j] = data[i * columns[k] + j];
    first += columns[k];
  });
  return out;
}
const attempt = (run) => {
  try {
    return run();
  } catch (error) {
    return { error: error.message.split("\n")[0] };
  }
};

/** f takes a record; `values` holds its entries as nested arrays. `wanted`: parts that cost more. */
export function answer(f, values, wanted = {}) {
  const x = Object.fromEntries(Object.entries(values).map(([name, v]) => [name, tensor(v)]));
  const names = Object.keys(x);
  const first = f(x);
  const [m, n] = [first.size, names.reduce((s, name) => s + x[name].size, 0)];
  if (m * n > MOST)
    throw new Error(
      `The Jacobian would have ${m} × ${n} = ${m * n} entries, more than the ${MOST} that are computed here: take fewer inputs, or sum the outputs.`,
    );
  const { value, jacobian } = valueAndJacobian((given) => f(given), x);
  const matrix = sideBySide(
    names.map((name) => jacobian[name]),
    m,
  );
  const columns = names.flatMap((name) => entriesOf(name, x[name]));
  const rows = entriesOf("f", value);
  const small = m * n <= SHOWN;
  const result = {
    value: value.toString(),
    rows,
    columns,
    jacobian: small ? Array.from(matrix) : null,
    heat:
      n === 0 || m === 0
        ? ""
        : heatMap({ data: matrix, shape: [m, n] }, { rows, columns, title: "Jacobian" }),
  };
  if (small && n > 0) {
    const differences = attempt(() => finiteDifference.jacobian((given) => f(given), x));
    result.differences =
      differences.error && typeof differences.error === "string"
        ? differences
        : {
            values: Array.from(
              sideBySide(
                names.map((name) => differences.jacobian[name]),
                m,
              ),
            ),
            bounds: Array.from(
              sideBySide(
                names.map((name) => differences.error[name]),
                m,
              ),
            ),
          };
  }
  if (wanted.sweep && n > 0)
    result.sweep = columns.slice(0, SEEDS).map((column, j) => ({
      column,
      picture: attempt(() =>
        graphPlot((given) => f(given), x, seedOf(x, names, j), {
          title: `Seed ${column}: column ${j} of the Jacobian`,
        }),
      ),
    }));
  if (wanted.program) result.program = attempt(() => programOf(f, x));
  return result;
}
/** The direction that moves the j-th number alone. */
function seedOf(x, names, j) {
  const seed = {};
  for (const name of names) {
    const data = new Float64Array(x[name].size);
    if (j >= 0 && j < data.length) data[j] = 1;
    j -= data.length;
    seed[name] = tensor({ data, shape: x[name].shape });
  }
  return seed;
}
function programOf(f, x) {
  const g = jit((given) => f(given));
  g(x);
  return inspect(g);
}
