// The program of a compiled function as a function: it takes what was recorded, in its structure and shapes, and nothing else.
import { jit, loadProgram, program, tensor, type Tensor } from "dualtensor";
import { expectError } from "../ops/laws";

const wrong = (v: unknown): never => v as never;
const recorded = () => {
  const f = jit(({ w, b }: { w: Tensor; b: Tensor }, x: Tensor) => ({ y: w.mul(x).add(b), list: [x] }));
  f({ w: tensor([1, 2]), b: tensor(3) }, tensor([4, 5]));
  return program(f);
};

test("there is one of a function that jit made, once it ran", () => {
  expectError(() => program((x: Tensor) => x), "DT_ARGUMENT", /^program:/, "a function that jit made");
  expectError(() => program(3), "DT_ARGUMENT", /^program:/, "the number 3");
  expectError(() => program(jit((x: Tensor) => x)), "DT_TRACE", /^/, "tensors");
  expectError(() => (program as (...a: unknown[]) => unknown)(jit((x: Tensor) => x), 1), "DT_ARGUMENT", /^program:/, "at most 1"); // prettier-ignore
});

test("it takes its arguments and gives its results in their structure, loaded from bytes too", () => {
  for (const p of [recorded(), loadProgram(recorded().toBytes())])
    expect(JSON.parse(JSON.stringify(p.call({ w: [2, 3], b: 1 }, [10, 20])))).toMatchObject({
      y: { shape: [2], data: [21, 61] },
      list: [{ shape: [2], data: [10, 20] }],
    });
});

test.each<[string, unknown[]]>([
  ["another shape", [{ w: [1, 2, 3], b: 3 }, [4, 5]]],
  ["a name that is missing", [{ w: [1, 2] }, [4, 5]]],
  ["another name", [{ w: [1, 2], c: 3 }, [4, 5]]],
  ["an argument too few", [{ w: [1, 2], b: 3 }]],
  ["an argument too many", [{ w: [1, 2], b: 3 }, [4, 5], 1]],
  [
    "a tuple for a record",
    [
      [tensor([1, 2]), tensor(3)],
      [4, 5],
    ],
  ],
])("%s is refused", (_name, args) => {
  expectError(() => recorded().call(...args), "DT_ARGUMENT", /^program:/, "structure and shapes");
});

test("bytes are bytes, and options are rows", () => {
  const bytes = recorded().toBytes();
  expectError(() => loadProgram(wrong([...bytes])), "DT_ARGUMENT", /^loadProgram:/, "a Uint8Array");
  expectError(
    () => loadProgram(bytes, wrong({ row: [] })),
    "DT_OPTION",
    /^loadProgram:/,
    "Did you mean rows",
  );
});
