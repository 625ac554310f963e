// Sums over the steps of a loop. Steps of a block are added from left to right, even and odd ones apart (a lane each), the two
// lanes at its end, and blocks with what their addition rounds off: one order for every tier.
import { lost } from "../kernels/sum.js";

/** Steps of a block. */
export const SUMMED = 256;

export class Sums {
  private readonly sum: Float64Array;
  private readonly rest: Float64Array;
  /** `lanes`: two numbers for each sum. */
  constructor(private readonly lanes: Float64Array) {
    this.sum = new Float64Array(lanes.length / 2);
    this.rest = new Float64Array(lanes.length / 2);
  }
  begin(): void {
    this.sum.fill(0);
    this.rest.fill(0);
    this.lanes.fill(0);
  }
  /** A block is at its end. */
  take(): void {
    const { sum, rest, lanes } = this;
    for (let i = 0; i < sum.length; i++) {
      const b = lanes[2 * i] + lanes[2 * i + 1],
        s = sum[i],
        t = s + b;
      rest[i] += lost(s, b, t);
      sum[i] = t;
    }
    lanes.fill(0);
  }
  end(to: Float64Array, at: Int32Array): void {
    const { sum, rest } = this;
    for (let i = 0; i < sum.length; i++) {
      const s = sum[i] + rest[i];
      to[at[i]] = s === s ? s : sum[i];
    }
  }
}
