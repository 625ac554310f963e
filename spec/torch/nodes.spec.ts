// The table of the adapter against PyTorch: what the node of each function is called, and whether it saved anything.
import { torch, TorchTensor } from "dualtensor/torch";
import { input, nodes } from "../fixtures/torch/nodes.json";

type F = (...a: unknown[]) => unknown;
const calls: Record<string, (f: F, x: TorchTensor) => unknown> = {
  "f(x)": (f, x) => f(x),
  "f(x, x)": (f, x) => f(x, x),
  "f(x, 0)": (f, x) => f(x, 0),
  "f(x, 1.5)": (f, x) => f(x, 1.5),
  "f(x, 0, 1)": (f, x) => f(x, 0, 1),
  "f([x, x])": (f, x) => f([x, x]),
  "f(x, 2, 0)": (f, x) => f(x, 2, 0),
};
/** The power 0 is a constant here, without a node. */
const parted = new Set(["matrixPower f(x, 0)"]);
const rows = Object.entries(nodes as unknown as Record<string, Record<string, [string, string]>>).flatMap(
  ([name, forms]) =>
    Object.entries(forms).map(([form, want]) => [`${name} ${form}`, name, form, want] as const),
);

test.each(rows.filter(([title]) => !parted.has(title)))("%s", (_, name, form, want) => {
  const f = (torch as unknown as Record<string, F>)[name],
    x = torch.tensor(input, { requiresGrad: true });
  const y = calls[form](f, x);
  const [first] = (y instanceof TorchTensor ? [y] : Object.values(y as object).flat()).filter(
    (t): t is TorchTensor => t instanceof TorchTensor && t.requiresGrad,
  );
  const s = first.sum();
  s.backward();
  let saves = "none";
  try {
    s.backward();
  } catch {
    saves = "saves";
  }
  expect([first.gradFn!.name(), saves]).toEqual(want);
});
