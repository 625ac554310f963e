// What does not fit into a message, cut into pieces that do, each in an envelope that says where it belongs.
import { badShard } from "../errors.js";
import { opened, sealed } from "./envelope.js";

export const pieceOf = (bytes: Uint8Array, offset: number, most: number): Uint8Array =>
  sealed({ kind: "piece", offset, total: bytes.length }, [bytes.subarray(offset, offset + most)]);

/** The pieces of one sending, in any order, each once. */
export class Assembly {
  private bytes: Uint8Array | null = null;
  private readonly seen = new Set<number>();
  private left = 0;
  constructor(private readonly most: number) {}
  /** All of it, once it is there; null before. */
  put(message: Uint8Array): Uint8Array | null {
    const { head, sections } = opened(message),
      { kind, offset, total } = head as { kind: unknown; offset: number; total: number };
    if (kind !== "piece" || !Number.isInteger(offset) || !Number.isInteger(total) || offset < 0 || total < 1)
      throw badShard("a piece", "another kind of message");
    if (total > this.most) throw badShard(`at most ${this.most} bytes`, String(total), "limit");
    if (this.bytes === null) {
      this.bytes = new Uint8Array(total);
      this.left = total;
    }
    const [piece] = sections;
    if (this.bytes.length !== total || sections.length !== 1 || offset + piece.length > total)
      throw badShard("a piece of the same bytes", "one of others");
    if (!this.seen.has(offset)) {
      this.seen.add(offset);
      this.bytes.set(piece, offset);
      this.left -= piece.length;
    }
    return this.left === 0 ? this.bytes : null;
  }
}
