// One set of bits: a Jacobian, a batch and a list in shards are those of one process, whatever the sizes of the shards, the order
// in which answers arrive and what is computed twice.
import { createHash } from "node:crypto";
import * as dt from "dualtensor";
import * as distributed from "../../lib/distributed.js";
import { sha256 } from "../../lib/distributed/sha256.js";
import { fingerprint, LIBRARY } from "../../lib/distributed/fingerprint.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const { tensor, jit } = dt;
type Tensor = dt.Tensor;
const hash = (x: Float64Array): string =>
  createHash("sha256")
    .update(new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
    .digest("hex");
/** Products, quotients and roots alone: no function whose programs have bits of their own. */
const exact = (x: Tensor): Tensor => dt.div(dt.mul(x, dt.roll(x, -1)), dt.add(1, dt.square(dt.roll(x, 2))));
const rough = (x: Tensor): Tensor =>
  dt.add(dt.mul(dt.sin(x), dt.exp(dt.roll(x, 1))), dt.tanh(dt.roll(x, -1)));
const points = (n: number): Tensor => tensor(Array.from({ length: n }, (_, i) => 0.3 + 0.1 * Math.sin(i)));

/** In process, with answers that come late, in another order and twice. */
function shuffled(seed: number): distributed.Executor & { runs: number } {
  let state = seed;
  const random = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  return {
    inFlight: 7,
    runs: 0,
    async run(shard) {
      this.runs++;
      for (let k = Math.floor(random() * 8); k > 0; k--) await new Promise((r) => setImmediate(r));
      if (random() < 0.3) distributed.answer(shard);
      return distributed.answer(shard);
    },
  };
}

test("SHA-256 is that of node:crypto, around the lengths of blocks", () => {
  for (const n of [0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 37 + n) & 255);
    expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});
test("the version is that of the package, and the fingerprint a word", () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
  expect(LIBRARY).toBe(version);
  expect(fingerprint()).toMatch(/^[0-9a-f]{12}$/);
});

describe("jacobian", () => {
  test("has the bits of jacobian where no function has bits of its own", async () => {
    const x = points(23);
    const J = await distributed.jacobian(exact, x);
    expect(J.shape).toEqual([23, 23]);
    expect(hash(J.data)).toBe(hash(dt.jacobian(exact, x).data));
  });
  test.each([1, 2, 3, 8, 100])("in shards of %i columns, in any order", async (block) => {
    const x = points(37);
    const want = await distributed.jacobian(rough, x);
    const executor = shuffled(block);
    const J = await distributed.jacobian(rough, x, { executor, block });
    expect(hash(J.data)).toBe(hash(want.data));
    expect(executor.runs).toBeGreaterThan(0);
    // Programs compute exp and sin with functions of their own, within 2 ulp.
    const eager = dt.jacobian(rough, x).data;
    J.data.forEach((v, i) =>
      expect(Math.abs(v - eager[i])).toBeLessThanOrEqual(4 * 2.3e-16 * (Math.abs(eager[i]) + 1)),
    );
  });
  test("in reverse mode by rows", async () => {
    const x = points(19);
    const f = (v: Tensor): Tensor => dt.stack([dt.sum(exact(v)), dt.prod(v)]);
    const want = dt.jacobian(f, x, { mode: "reverse" });
    const J = await distributed.jacobian(f, x, { mode: "reverse", executor: shuffled(3), block: 1 });
    expect(J.shape).toEqual([2, 19]);
    J.data.forEach((v, i) => expect(v).toBeCloseTo(want.data[i], 12));
  });
  test("of records and tuples has their structure", async () => {
    const f = ({ a, b }: { a: Tensor; b: Tensor }): { p: Tensor; q: Tensor } => ({ p: a.mul(b), q: b.sum() });
    const x = { a: [1, 2, 3], b: [4, 5, 6] };
    const J = await distributed.jacobian(f, x, { block: 1 });
    const want = dt.jacobian(f, x);
    expect(J.p.a.toArray()).toEqual(want.p.a.toArray());
    expect(J.p.b.toArray()).toEqual(want.p.b.toArray());
    expect(J.q.a.toArray()).toEqual([0, 0, 0]);
    expect(J.q.b.toArray()).toEqual([1, 1, 1]);
    const [A, B] = await distributed.jacobian((a: Tensor, b: Tensor) => a.mul(b), [
      tensor([1, 2]),
      tensor([3, 4]),
    ] as const);
    expect([A.toArray(), B.toArray()]).toEqual([
      [
        [3, 0],
        [0, 4],
      ],
      [
        [1, 0],
        [0, 2],
      ],
    ]);
  });
  test("of a program is that of its function, also once it was loaded", async () => {
    const x = points(12),
      g = jit(exact);
    g(x);
    const p = dt.loadProgram(dt.program(g).toBytes());
    const J = (await distributed.jacobian(p, x, { block: 5 })) as Tensor;
    expect(hash(J.data)).toBe(hash(dt.jacobian(exact, x).data));
  });
  test("of a program that is a loop", async () => {
    const x = points(40).reshape([20, 2]),
      g = jit((v: Tensor) => dt.vmap((r: Tensor) => r.at(0).mul(r.at(1)))(v));
    g(x);
    const p = dt.loadProgram(dt.program(g).toBytes());
    const J = (await distributed.jacobian(p, x)) as Tensor;
    expect(J.shape).toEqual([20, 20, 2]);
    expect(J.data).toEqual(dt.jacobian((v: Tensor) => dt.select(v, 1, 0).mul(dt.select(v, 1, 1)), x).data);
  });
  test("of f with matrices, whose products and solutions are calls", async () => {
    const f = (v: Tensor): Tensor => dt.solve(dt.matmul(v, v.T).add(dt.eye(5)), dt.matmul(v, dt.ones([5])));
    const x = points(25).reshape([5, 5]);
    const J = await distributed.jacobian(f, x, { block: 3, executor: shuffled(9) });
    const want = await distributed.jacobian(f, x);
    expect(hash(J.data)).toBe(hash(want.data));
    const eager = dt.jacobian(f, x).data;
    J.data.forEach((v, i) => expect(v).toBeCloseTo(eager[i], 12));
  });
  test("streams columns, each once", async () => {
    const x = points(30),
      want = dt.jacobian(exact, x).data,
      seen = new Set<number>();
    for await (const { start, stop, values } of distributed.jacobian(exact, x, {
      executor: shuffled(5),
      block: 8,
    }))
      for (let j = start; j < stop; j++) {
        expect(seen.has(j)).toBe(false);
        seen.add(j);
        for (let i = 0; i < 30; i++)
          expect(values.data[i * (stop - start) + j - start]).toBe(want[i * 30 + j]);
      }
    expect(seen.size).toBe(30);
  });
});

describe("vmap and map", () => {
  const f = (x: Tensor): Tensor => dt.grad((v: Tensor) => dt.sum(exact(v)), x);
  test("are f of each item", async () => {
    const x = points(60).reshape([15, 4]);
    const y = await distributed.vmap(f, x, { executor: shuffled(2), block: 2 });
    const rows = await distributed.map(
      f,
      Array.from({ length: 15 }, (_, i) => dt.select(x, 0, i)),
      { executor: shuffled(4), block: 4 },
    );
    expect(y.shape).toEqual([15, 4]);
    const g = jit(f);
    for (let i = 0; i < 15; i++) {
      const want = g(dt.select(x, 0, i)).data;
      expect(rows[i].data).toEqual(want);
      expect(y.data.slice(4 * i, 4 * i + 4)).toEqual(want);
    }
  });
  test("of several arguments and results", async () => {
    const y = await distributed.vmap((a: Tensor, b: Tensor) => ({ sum: a.add(b), first: a.at(0) }), [
      points(8).reshape([4, 2]),
      points(8).reshape([4, 2]),
    ] as const);
    expect([y.sum.shape, y.first.shape]).toEqual([[4, 2], [4]]);
    expect(await distributed.map((x: Tensor) => x, [])).toEqual([]);
  });
  test("through branches: items go to the program of their way, whatever the shards", async () => {
    const ways = (x: Tensor): Tensor => {
      let y = x;
      for (let k = 0; k < 4 && (dt.gt(y, 1).item() as unknown as boolean); k++) y = y.div(2);
      return y;
    };
    const items = Array.from({ length: 50 }, (_, i) => (i * 7) % 23);
    for (const block of [1, 3, 50]) {
      const y = await distributed.map(ways, items, { executor: shuffled(block), block });
      expect(y.map((t) => t.item())).toEqual(items.map((v) => ways(tensor(v)).item()));
    }
  });
  test("through more ways than are kept", async () => {
    const ways = (x: Tensor): Tensor => {
      let y = x;
      while (dt.gt(y, 1).item() as unknown as boolean) y = y.sub(1);
      return y;
    };
    const items = Array.from({ length: 30 }, (_, i) => i / 2);
    const y = await distributed.map(ways, items, { block: 10 });
    expect(y.map((t) => t.item())).toEqual(items.map((v) => ways(tensor(v)).item()));
  });
  test("10,000 shards: each item once", async () => {
    const executor = shuffled(11);
    let last = 0;
    const y = await distributed.vmap((x: Tensor) => x.mul(x), dt.arange(10_000), {
      executor,
      block: 1,
      onProgress: ({ done, total }) => {
        expect(done).toBe(++last);
        expect(total).toBe(10_000);
      },
    });
    expect(executor.runs).toBe(10_000);
    expect(hash(y.data)).toBe(hash(Float64Array.from({ length: 10_000 }, (_, i) => i * i)));
  });
});
