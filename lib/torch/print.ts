// Tensors as PyTorch's repr writes them: a point after whole numbers, four digits, its own names of types.
import type { Plain } from "../core/tensor.js";
import type { TorchDType } from "./dtype.js";

function formatFor(values: readonly number[], dtype: TorchDType): (v: number) => string {
  if (dtype === "bool") return (v) => (v !== 0 ? "True" : "False");
  if (dtype === "int64") return String;
  const finite = values.filter(Number.isFinite).map(Math.abs),
    nonzero = finite.filter((v) => v !== 0),
    max = Math.max(0, ...nonzero),
    min = nonzero.length > 0 ? Math.min(...nonzero) : 0,
    whole = finite.every(Number.isInteger),
    scientific = whole ? max > 1e8 : max / min > 1000 || max > 1e8 || min < 1e-4;
  return (v) =>
    Number.isNaN(v)
      ? "nan"
      : !Number.isFinite(v)
        ? v > 0
          ? "inf"
          : "-inf"
        : scientific
          ? v.toExponential(4).replace(/e([+-])(\d)$/, "e$10$2")
          : whole
            ? `${Object.is(v, -0) ? "-0" : v}.`
            : v.toFixed(4);
}

export function show({ shape, data }: Plain, dtype: TorchDType, note = ""): string {
  const format = formatFor([...data], dtype),
    width = data.reduce(
      (w, v) => (dtype === "bool" || (Number.isFinite(v) && v !== 0) ? Math.max(w, format(v).length) : w),
      1,
    ),
    type = dtype === "float64" ? ", dtype=torch.float64" : "";
  if (data.length === 0)
    return `tensor([]${shape.length > 1 ? `, size=(${shape.join(", ")})` : ""}${type}${note})`;
  const rows = (d: number, at: number, n: number): string => {
    if (d === shape.length) return shape.length === 0 ? format(data[at]) : format(data[at]).padStart(width);
    const step = n / shape[d],
      gap = d === shape.length - 1 ? ", " : `,${"\n".repeat(shape.length - 1 - d)}${" ".repeat(8 + d)}`;
    return `[${Array.from({ length: shape[d] }, (_, i) => rows(d + 1, at + i * step, step)).join(gap)}]`;
  };
  return `tensor(${rows(0, 0, data.length)}${type}${note})`;
}
