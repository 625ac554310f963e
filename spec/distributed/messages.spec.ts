// What comes from elsewhere: damaged, cut short, of another version, with other Math, too large or too long. All of it is
// answered, and none of it is run.
import * as dt from "dualtensor";
import * as distributed from "../../lib/distributed.js";
import { Answering } from "../../lib/distributed/answer.js";
import { sha256 } from "../../lib/distributed/sha256.js";
import { opened, sealed } from "../../lib/distributed/envelope.js";
import { answerFrom, type Answer } from "../../lib/distributed/shard.js";

type Tensor = dt.Tensor;
const f = (x: Tensor): Tensor => dt.mul(x, dt.sin(x));

/** The shards of a job. */
async function shardsOf(
  run: (executor: distributed.Executor) => PromiseLike<unknown>,
): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  await run({
    run: (shard) => {
      all.push(shard);
      return Promise.resolve(distributed.answer(shard));
    },
  });
  return all;
}
const one = async (): Promise<Uint8Array> =>
  (await shardsOf((executor) => distributed.jacobian(f, [1, 2, 3], { executor })))[0];
const asked = (shard: Uint8Array): Answer => answerFrom(distributed.answer(shard));
const trouble = (shard: Uint8Array): string => {
  const a = asked(shard);
  return a.kind === "trouble" ? `${a.why}: ${a.message}` : a.kind;
};
const fresh = (shard: Uint8Array): Answer => {
  const steps = new Answering({ bytes: 1e9, operations: 1e9, time: 1e9 }).steps(shard);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return answerFrom(value);
  }
};
/** With another head. */
async function changed(change: Record<string, unknown>): Promise<Uint8Array> {
  const { head, sections } = opened(await one());
  return sealed({ ...head, ...change }, sections, 2);
}

test("every bit of a shard that is turned over is noticed", async () => {
  const shard = await one();
  for (let i = 0; i < shard.length; i++) {
    const other = shard.slice();
    other[i] ^= 1 << (i % 8);
    // Of a program that was loaded before no bytes are read: a process of its own for each.
    expect(fresh(other)).toMatchObject({ kind: "trouble", why: "damaged" });
  }
});
test("every length that it is cut to is noticed", async () => {
  const shard = await one();
  for (let n = 0; n < shard.length; n += n < 200 ? 1 : 13)
    expect(trouble(shard.slice(0, n))).toMatch(/^damaged/);
  expect(trouble(Uint8Array.from([...shard, ...new Uint8Array(8)]))).toMatch(/^damaged/);
});
test("bytes of a shard at an odd place of a buffer are read", async () => {
  const shard = await one(),
    wide = new Uint8Array(shard.length + 3);
  wide.set(shard, 3);
  expect(asked(wide.subarray(3))).toEqual(asked(shard));
  expect(asked(Buffer.from(wide.buffer, 3, shard.length))).toEqual(asked(shard));
});
test.each<[string, Record<string, unknown>, RegExp]>([
  ["another version", { library: "0.0.1" }, /^version: .*version 0\.1\.0, got one of version 0\.0\.1/],
  ["other Math", { math: "0123456789ab" }, /^version: .*Math/],
  ["a program that is not its hash's", { program: "0".repeat(64) }, /^damaged: .*SHA-256/],
  ["another kind", { kind: "code" }, /^damaged: .*a shard/],
  ["no items", { count: 0 }, /^damaged/],
  ["too many items", { count: 2 ** 40 }, /^damaged/],
  ["a negative identity", { id: -1 }, /^damaged/],
  ["seeds of another width", { seeds: [0, 7, 1] }, /^program: .*numbers for each item/],
  ["seeds that are none", { seeds: [0, 1] }, /^damaged/],
  ["a name with a dot and a star", { job: "a.>*" }, /^damaged/],
])("%s is an answer that says so", async (_, change, says) => {
  expect(trouble(await changed(change))).toMatch(says);
});
test("a program that is none is refused, and so is one with another operation", async () => {
  const { head, sections } = opened(await one());
  const text = new TextEncoder().encode("while (true) {}");
  expect(trouble(sealed({ ...head, program: sha256(text) }, [...sections.slice(0, 2), text], 2))).toMatch(
    /^program/,
  );
});
test("limits: bytes, operations, time", async () => {
  const shard = (
    await shardsOf((executor) => distributed.vmap(f, dt.ones([2000, 50]), { executor, block: 2000 }))
  )[0];
  const under = (limits: Partial<distributed.Limits>): Answer => {
    const steps = new Answering({ bytes: 1e9, operations: 1e9, time: 1e6, ...limits }).steps(shard);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return answerFrom(value);
    }
  };
  expect(under({}).kind).toBe("result");
  expect(under({ bytes: 1000 })).toMatchObject({
    kind: "trouble",
    why: "limit",
    message: expect.stringContaining("bytes"),
  });
  expect(under({ operations: 1000 })).toMatchObject({
    why: "limit",
    message: expect.stringContaining("operations"),
  });
  expect(under({ time: -1 })).toMatchObject({ why: "limit", message: expect.stringContaining("within") });
});
test("an operation that throws is an answer, and an error of the part", async () => {
  const g = (x: Tensor): Tensor => dt.cholesky(x);
  await expect(distributed.map(g, [dt.eye(2), dt.neg(dt.eye(2))], { block: 1 })).rejects.toThrow(
    /distributed\.map: .*item 1,.*positive-definite/,
  );
});

describe("an executor", () => {
  const x = dt.arange(40);
  const late = (): Promise<void> => new Promise((r) => setImmediate(r));
  test("that gives the answer to another shard fails the part", async () => {
    const first = await one();
    const executor = { run: (): Promise<Uint8Array> => Promise.resolve(distributed.answer(first)) };
    await expect(distributed.vmap(f, x, { executor, block: 10 })).rejects.toThrow(
      /items 0 to 9.*answer to shard 0/,
    );
  });
  test("that gives damaged bytes, or throws, fails the part and says why", async () => {
    const broken = { run: (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(3)) };
    await expect(distributed.vmap(f, x, { executor: broken })).rejects.toMatchObject({
      code: "DT_SHARD",
      message: expect.stringContaining("items 0 to 39"),
    });
    const dead = { run: (): Promise<Uint8Array> => Promise.reject(new Error("nobody is there")) };
    await expect(distributed.vmap(f, x, { executor: dead })).rejects.toThrow(
      /items 0 to 39.*nobody is there/,
    );
  });
  test("that fails in one part: all parts that arrive come before the error", async () => {
    let n = 0;
    const executor = {
      inFlight: 3,
      async run(shard: Uint8Array): Promise<Uint8Array> {
        await late();
        if (++n === 5) throw new Error("lost");
        return distributed.answer(shard);
      },
    };
    const parts: number[] = [];
    const all = (async () => {
      for await (const { start } of distributed.vmap(f, x, { executor, block: 4 })) parts.push(start);
    })();
    await expect(all).rejects.toThrow(/items 16 to 19.*lost/);
    expect(parts.length).toBeGreaterThanOrEqual(4);
    expect(parts).not.toContain(16);
  });
  test("has as many shards in flight as it says", async () => {
    let now = 0,
      most = 0;
    const executor = {
      inFlight: 3,
      async run(shard: Uint8Array): Promise<Uint8Array> {
        most = Math.max(most, ++now);
        await late();
        now--;
        return distributed.answer(shard);
      },
    };
    await distributed.vmap(f, x, { executor, block: 1 });
    expect(most).toBe(3);
  });
  test("is told when the signal aborts, and when nobody takes more parts", async () => {
    const told: boolean[] = [];
    const slow = {
      inFlight: 2,
      run: (shard: Uint8Array, signal?: distributed.Signal): Promise<Uint8Array> =>
        new Promise((resolve) => {
          signal?.addEventListener("abort", () => told.push(true));
          if (opened(shard).head.id === 0) resolve(distributed.answer(shard));
        }),
    };
    const stop = new AbortController();
    const job = distributed.vmap(f, x, { executor: slow, block: 4, signal: stop.signal });
    const whole = expect(job).rejects.toMatchObject({ code: "DT_ABORTED" });
    await late();
    stop.abort();
    await whole;
    expect(told.length).toBeGreaterThanOrEqual(1);
    told.length = 0;
    for await (const part of distributed.vmap(f, x, { executor: slow, block: 4 })) {
      expect(part.start).toBe(0);
      break;
    }
    expect(told.length).toBeGreaterThanOrEqual(1);
    stop.abort();
    await expect(distributed.vmap(f, x, { signal: stop.signal })).rejects.toMatchObject({
      code: "DT_ABORTED",
    });
  });
});

describe("bad input", () => {
  test("an f that is no program: why, and what runs here", async () => {
    const g = (x: Tensor): Tensor => x.mul(x.sum().item());
    await expect(distributed.jacobian(g, [1, 2])).rejects.toMatchObject({
      code: "DT_TRACE",
      message: expect.stringMatching(/^distributed\.jacobian: .*item\(\).*Run it here: jacobian\(f, x\)\.$/s),
    });
    await expect(distributed.map(g, [1, 2])).rejects.toThrow(/Run it here: items\.map\(f\)/);
    await expect(distributed.vmap(g, [1, 2])).rejects.toThrow(/Run it here: vmap\(f\)\(x\)/);
  });
  test.each<[string, () => unknown, RegExp]>([
    ["no function", () => distributed.jacobian(3 as never, [1]), /distributed\.jacobian: expected f to be/],
    [
      "a mode",
      () => distributed.jacobian(f, [1], { mode: "sideways" as never }),
      /mode to be "forward" or "reverse"/,
    ],
    ["an option", () => distributed.jacobian(f, [1], { excutor: 1 } as never), /Did you mean .*executor/],
    ["an executor", () => distributed.vmap(f, [1], { executor: {} as never }), /run\(shard, signal\)/],
    ["a block", () => distributed.vmap(f, [1], { block: 0.5 }), /block to be a whole number/],
    ["a signal", () => distributed.vmap(f, [1], { signal: 5 as never }), /AbortController/],
    ["a number as a batch", () => distributed.vmap(f, 5), /axis of entries in front/],
    ["no entries", () => distributed.vmap(f, dt.zeros([0])), /at least one entry/],
    [
      "lengths that differ",
      () => distributed.vmap((a: Tensor, b: Tensor) => a.add(b), [dt.ones([2]), dt.ones([3])] as const),
      /2 entries/,
    ],
    ["no list", () => distributed.map(f as never, 5 as never), /items to be an array/],
    ["shapes that differ", () => distributed.map(f, [dt.ones([2]), dt.ones([3])]), /items\[1\].*\(2\)/],
    [
      "structures that differ",
      () => distributed.map(((x: unknown) => x) as never, [{ a: 1 }, { b: 1 }] as never),
      /structure of items\[0\]/,
    ],
  ])("%s is an error at once", (_, call, says) => {
    expect(call).toThrow(says);
  });
});
