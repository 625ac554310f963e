// Files that the command reads and writes, byte by byte: NumPy's format as numpy.lib.format documents it, Matrix Market as NIST does.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tensor } from "dualtensor";
import { inputsOf } from "../../lib/cli/input.js";
import { npy, readNpy } from "../../lib/cli/npy.js";
import { write } from "../../lib/cli/output.js";

type Put = (v: DataView, at: number, little: boolean) => void;
/** A .npy file of two elements, written by hand: version, the head's text, the elements. */
function file(version: 1 | 2 | 3, head: string, width: number, elements: Put): Uint8Array {
  const long = version > 1;
  const start = (long ? 12 : 10) + head.length + 1;
  const bytes = new Uint8Array(start + 2 * width);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (long) view.setUint32(8, head.length + 1, true);
  else view.setUint16(8, head.length + 1, true);
  bytes.set(Buffer.from(`${head}\n`, "latin1"), long ? 12 : 10);
  elements(view, start, head.includes("'<"));
  return bytes;
}
const head = (descr: string, shape = "(2,)", fortran = "False"): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
const doubles: Put = (v, at, little) => {
  v.setFloat64(at, 1.5, little);
  v.setFloat64(at + 8, -2, little);
};

describe(".npy", () => {
  test.each([1, 2, 3] as const)("format %d.0, little and big endian", (version) => {
    for (const order of "<>")
      expect(readNpy(file(version, head(`${order}f8`), 8, doubles), "x.npy").toArray()).toEqual([1.5, -2]);
    // A head longer than one byte counts: the length's bytes are in order.
    const long = `${head("<f8")}${" ".repeat(700)}`;
    expect(readNpy(file(version, long, 8, doubles), "x.npy").toArray()).toEqual([1.5, -2]);
  });

  test.each<[string, number, Put]>([
    ["f4", 4, (v, at, little) => [1.5, -2].forEach((e, i) => v.setFloat32(at + 4 * i, e, little))],
    ["i8", 8, (v, at, little) => [300n, -2n].forEach((e, i) => v.setBigInt64(at + 8 * i, e, little))],
    ["i4", 4, (v, at, little) => [300, -2].forEach((e, i) => v.setInt32(at + 4 * i, e, little))],
    ["i2", 2, (v, at, little) => [300, -2].forEach((e, i) => v.setInt16(at + 2 * i, e, little))],
  ])("elements of type %s in both orders of bytes", (type, width, put) => {
    const want = type === "f4" ? [1.5, -2] : [300, -2];
    for (const order of "<>")
      expect(readNpy(file(1, head(order + type), width, put), "x.npy").toArray()).toEqual(want);
  });

  test("bytes, with and without a sign, and truth values", () => {
    const put: Put = (v, at) => [1, 255].forEach((e, i) => v.setUint8(at + i, e));
    const read = (type: string) => readNpy(file(1, head(`|${type}`), 1, put), "x.npy").toArray();
    expect([read("u1"), read("i1"), read("b1")]).toEqual([
      [1, 255],
      [1, -1],
      [1, 255],
    ]);
  });

  test("Fortran order is columns first", () => {
    expect(readNpy(file(1, head("<f8", "(1, 2)", "True"), 8, doubles), "x.npy").toArray()).toEqual([
      [1.5, -2],
    ]);
    expect(readNpy(file(1, head("<f8", "(2, 1)", "True"), 8, doubles), "x.npy").toArray()).toEqual([
      [1.5],
      [-2],
    ]);
  });

  test("what is cut off, and other bytes, are errors", () => {
    const whole = file(1, head("<f8"), 8, doubles);
    expect(() => readNpy(whole.subarray(0, -1), "x.npy")).toThrow("16 bytes of elements");
    expect(() =>
      readNpy(
        Uint8Array.from(whole, (b, i) => (i === 1 ? 0 : b)),
        "x.npy",
      ),
    ).toThrow(".npy format");
    expect(() => readNpy(file(1, head("<c8"), 8, doubles), "x.npy")).toThrow("elements of one of the types");
  });

  test("what is written is version 1.0 with the elements at a multiple of 64, and is read back", () => {
    for (const x of [
      tensor([
        [1, -2],
        [3, 0.5],
      ]),
      tensor([7]),
      tensor(4),
      tensor(new Array(50).fill(2)),
    ]) {
      // prettier-ignore
      const bytes = npy(x);
      const start = 10 + bytes[8] + 256 * bytes[9];
      expect([bytes[6], bytes[7], start % 64, bytes[start - 1]]).toEqual([1, 0, 0, 10]);
      expect(bytes.length - start).toBe(8 * x.size);
      expect(readNpy(bytes, "x.npy").toArray()).toEqual(x.toArray());
    }
  });
});

describe("what is written", () => {
  const folder = mkdtempSync(join(tmpdir(), "dualtensor-"));
  const written = (format: string, rank: number): string => {
    const out = join(folder, `x.${format}`);
    write("jacobian", tensor([[0, -1.5, 2], [0, 0, -3]]), rank, format, out); // prettier-ignore
    return readFileSync(out, "utf8");
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  test("Matrix Market has every entry that is not 0, negative ones too, rows and columns from 1", () => {
    const start = "%%MatrixMarket matrix coordinate real general\n";
    expect(written("mtx", 1)).toBe(`${start}2 3 3\n1 2 -1.5\n1 3 2\n2 3 -3\n`);
    // The axes of the value go down: of a scalar field none, of a value of two axes both.
    expect(written("mtx", 0)).toBe(`${start}1 6 3\n1 2 -1.5\n1 3 2\n1 6 -3\n`);
    expect(written("mtx", 2)).toBe(`${start}6 1 3\n2 1 -1.5\n3 1 2\n6 1 -3\n`);
  });
  test("CSV has a line for each row", () => {
    expect(written("csv", 1)).toBe("0,-1.5,2\n0,0,-3\n");
    expect(written("csv", 0)).toBe("0,-1.5,2,0,0,-3\n");
  });
});

describe("--at", () => {
  const inputs = (...options: string[]) =>
    Object.entries(inputsOf("jacobian", options)).map(([name, v]) => [name, v.toArray()]);
  test("names and values, spaces aside, in their order", () => {
    expect(inputs(" b = [1, 2] ", "a=3", "c=2 ^ 3", "d=[[1], [2]]")).toEqual([
      ["b", [1, 2]],
      ["a", 3],
      ["c", 8],
      ["d", [[1], [2]]],
    ]);
  });
  test.each([
    ["no name", ["=3"], "--at NAME=VALUE"],
    ["no value", ["x="], "--at NAME=VALUE"],
    ["neither", ["x"], "--at NAME=VALUE"],
    ["a name twice", ["x=1", "y=2", "x=3"], "x twice"],
    ["rows of two lengths", ["x=[[1, 2], [3]]"], "rows of equal length"],
    ["a name that objects have", ["constructor=1", "constructor=2"], "constructor twice"],
  ])("%s is refused", (_name, options, text) => {
    expect(() => inputs(...options)).toThrow(text);
  });
  test("a name that objects have is a name", () => {
    expect(inputs("constructor=1")).toEqual([["constructor", 1]]);
  });
});
