// Long results are written piece by piece, as the text that they would be at once.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { piecesOf, write } from "../../lib/cli/output";
import { gt, tensor, zeros } from "../../lib/index";

const whole = (...of: Parameters<typeof piecesOf>): string => [...piecesOf(...of)].join("");
const values = [0, -0, 1, -2.5, 1e300, 5e-324, NaN, Infinity, -Infinity, 0.1, 123456789, 1 / 3];

test.each([[[12]], [[3, 4]], [[2, 3, 2]], [[1, 12]], [[12, 1]], [[2, 1, 6]]])("JSON of shape %p", (shape) => {
  const t = tensor(values, { shape });
  const nested = JSON.stringify(t.toArray(), (_k, u: unknown) =>
    typeof u === "number" && !Number.isFinite(u) ? String(u) : u,
  );
  expect(whole(t, 1, "json")).toBe(`${nested}\n`);
});
test("JSON of numbers, booleans, records and of what is empty", () => {
  expect(whole(tensor(3), 0, "json")).toBe("3\n");
  expect(whole(gt([1, 2, 3], 2), 1, "json")).toBe("[false,false,true]\n");
  for (const shape of [[0], [0, 3], [2, 0]])
    expect(whole(zeros(shape), 1, "json")).toBe(`${JSON.stringify(zeros(shape).toArray())}\n`);
  expect(whole({ a: tensor([1, 2]), b: { "c d": tensor(4) } }, 1, "json")).toBe(
    '{"a":[1,2],"b":{"c d":4}}\n',
  );
});
test("pieces are short, a row may be long", () => {
  const t = tensor(
    Float64Array.from({ length: 400_000 }, (_, i) => i / 7),
    { shape: [2, 200_000] },
  );
  const longest = Math.max(...[...piecesOf(t, 1, "json")].map((p) => p.length));
  expect(longest).toBeLessThan(1 << 17);
  expect(JSON.parse(whole(t, 1, "json"))).toEqual(t.toArray());
  expect(whole(t, 2, "csv").trim().split("\n")).toHaveLength(400_000);
  expect(whole(t, 1, "mtx").split("\n", 2)[1]).toBe("2 200000 399999");
});
test("a file has them all", () => {
  const folder = mkdtempSync(join(tmpdir(), "dualtensor-pieces-"));
  try {
    const file = join(folder, "J.json");
    const t = tensor(
      Float64Array.from({ length: 90_000 }, (_, i) => Math.sin(i)),
      { shape: [300, 300] },
    );
    write("jacobian", t, 1, "json", file);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(t.toArray());
  } finally {
    rmSync(folder, { recursive: true });
  }
});
