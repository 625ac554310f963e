// NumPy's .npy files (format 1.0 to 3.0): a magic word, a head in Python's syntax padded to 64 bytes, then the elements.
import { Plain, type Tensor } from "../core/tensor.js";
import { transpose } from "../ops/move/reshape.js";
import { badData } from "../errors.js";
import { size } from "../array/shape.js";

type Read = (v: DataView, at: number, little: boolean) => number;
const types: Readonly<Record<string, Read>> = {
  f8: (v, at, little) => v.getFloat64(at, little),
  f4: (v, at, little) => v.getFloat32(at, little),
  i8: (v, at, little) => Number(v.getBigInt64(at, little)),
  i4: (v, at, little) => v.getInt32(at, little),
  i2: (v, at, little) => v.getInt16(at, little),
  i1: (v, at) => v.getInt8(at),
  u1: (v, at) => v.getUint8(at),
  b1: (v, at) => v.getUint8(at),
};

export function readNpy(bytes: Uint8Array, file: string): Tensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    latin = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString("latin1");
  if (bytes.length < 12 || latin(0, 6) !== "\x93NUMPY")
    throw badData(file, "NumPy's .npy format", "other bytes");
  const long = bytes[6] > 1,
    start = (long ? 12 : 10) + (long ? view.getUint32(8, true) : view.getUint16(8, true)),
    head = latin(long ? 12 : 10, start),
    descr = /'descr':\s*'([<>|=])(\w+)'/.exec(head),
    shape = /'shape':\s*\(([\d,\s]*)\)/.exec(head);
  const read = descr && Object.hasOwn(types, descr[2]) ? types[descr[2]] : undefined;
  if (!descr || !shape || !read)
    throw badData(file, `elements of one of the types ${Object.keys(types).join(", ")}`, head.trim());
  const lengths = (shape[1].match(/\d+/g) ?? []).map(Number),
    fortran = /'fortran_order':\s*True/.test(head),
    width = Number(descr[2].slice(1)),
    n = size(lengths);
  if (bytes.length - start !== n * width)
    throw badData(
      file,
      `${n * width} bytes of elements`,
      `${bytes.length - start}`,
      "The file may be cut off",
    );
  const data = Float64Array.from({ length: n }, (_, i) => read(view, start + i * width, descr[1] !== ">"));
  if (!fortran || lengths.length < 2) return new Plain(lengths, data);
  if (lengths.length > 2) throw badData(file, "C order for more than two axes", "Fortran order");
  return transpose(new Plain([lengths[1], lengths[0]], data), 0, 1);
}

export function npy({ shape, data }: Tensor): Uint8Array {
  const of = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`,
    head = `{'descr': '<f8', 'fortran_order': False, 'shape': ${of}, }`,
    start = Math.ceil((10 + head.length + 1) / 64) * 64,
    bytes = Buffer.alloc(start + 8 * data.length);
  bytes.write("\x93NUMPY\x01\x00", 0, "latin1");
  bytes.writeUInt16LE(start - 10, 8);
  bytes.write(`${head.padEnd(start - 11)}\n`, 10, "latin1");
  data.forEach((v, i) => bytes.writeDoubleLE(v, start + 8 * i));
  return bytes;
}
