// Laws of derivatives on random programs: what holds for every composition of operations, whatever it computes.
import * as dt from "dualtensor";
import { gradcheck, hessian, jacobian, jvp, linearize, vjp, vmap, type Tensor } from "dualtensor";
import { evaluate, trace } from "../contract/recorder.js";
import { slopes } from "../contract/slope.js";
import {
  alike,
  expectClose,
  expectSame,
  holdsFor,
  linearly,
  programs,
  smooth,
  type Program,
} from "./programs.js";

type Triple = [Program, Tensor[]];
const any = programs(),
  three = alike(3);
const scalar = (p: Program) => (x: Tensor) => dt.sum(smooth(p)(x));
/** J times v, both of any rank. */
const times = (J: Tensor, v: Tensor): Tensor => dt.tensordot(J, v, v.ndim);

describe("first derivatives", () => {
  test("reverse is forward", () => {
    holdsFor<Triple>([any, three], (p, [x]) => {
      const f = smooth(p);
      expectClose(jacobian(f, x, { mode: "reverse" }), jacobian(f, x));
    });
  });

  test("jvp is the slope of the value, and the Jacobian times the direction", () => {
    holdsFor<Triple>([any, three], (p, [x, v]) => {
      const f = smooth(p),
        { value, tangent } = jvp(f, x, v);
      expectSame(value, f(x));
      expectClose(tangent, times(jacobian(f, x), v));
      const found = slopes((t) => f(dt.add(x, dt.mul(t, v))).data);
      tangent.data.forEach((d, i) => {
        expect(Math.abs(d - found.value[i])).toBeLessThanOrEqual(8 * found.error[i]);
      });
    });
  });

  test("gradcheck agrees, by differences of its own", () => {
    holdsFor<Triple>(
      [any, three],
      (p, [x]) => {
        const report = gradcheck(smooth(p), x);
        expect(report.ok ? "ok" : String(report)).toBe("ok");
      },
      25,
    );
  });

  test("vjp is the transposed Jacobian", () => {
    holdsFor<Triple>([any, three], (p, [x]) => {
      const { value, pull } = vjp(smooth(p), x),
        weights = dt.cos(dt.add(value, dt.reshape(dt.arange(value.size), value.shape)));
      expectClose(pull(weights), dt.tensordot(weights, jacobian(smooth(p), x), value.ndim));
    });
  });

  test("jvp is linear in the direction", () => {
    holdsFor<Triple>([any, three], (p, [x, u, v]) => {
      const along = (d: Tensor): Tensor => jvp(smooth(p), x, d).tangent;
      expectClose(along(dt.add(dt.mul(3, u), dt.neg(v))), dt.sub(dt.mul(3, along(u)), along(v)));
      expect(along(dt.zeros(x.shape)).data.every((d) => d === 0)).toBe(true);
    });
  });

  test("chain rule: the tangent of a composition is the tangent of the second along that of the first", () => {
    holdsFor<[Program, Program, Tensor[]]>([any, any, three], (p, q, [x, v]) => {
      const [g, f] = [smooth(p), smooth(q)],
        whole = (z: Tensor): Tensor => f(g(z)),
        first = jvp(g, x, v);
      expectSame(jvp(whole, x, v).tangent, jvp(f, first.value, first.tangent).tangent);
      const [G, F] = [jacobian(g, x), jacobian(f, g(x))];
      expectClose(jacobian(whole, x), dt.tensordot(F, G, first.value.ndim));
    });
  });

  test("linearize is jvp and vjp at one point", () => {
    holdsFor<Triple>([any, three], (p, [x, v]) => {
      const { value, push, pull } = linearize(smooth(p), x);
      expectSame(push(v), jvp(smooth(p), x, v).tangent);
      expectSame(pull(value), vjp(smooth(p), x).pull(value));
    });
  });

  test("the Jacobian does not depend on the chunk", () => {
    holdsFor<Triple>([any, three], (p, [x]) => {
      for (const mode of ["forward", "reverse"] as const) {
        const J = jacobian(smooth(p), x, { mode });
        for (const chunk of [1, 2, 3]) expectSame(jacobian(smooth(p), x, { mode, chunk }), J);
      }
    });
  });

  test("the layered default is the dense Jacobian, from 16 inputs on", () => {
    holdsFor<[Program, Tensor[]]>([any, three], (p, [x, y, z]) => {
      const wide = dt.flatten(dt.stack([x, y, z, x, y, z, x, y, z, x, y, z, x, y, z, x])),
        whole = (w: Tensor): Tensor => smooth(p)(dt.reshape(w, [16, ...x.shape]));
      expectSame(jacobian(whole, wide), jacobian(whole, wide, { chunk: wide.size }));
    });
  });
});

describe("inputs", () => {
  test("exchanged inputs exchange their Jacobians", () => {
    holdsFor<Triple>([any, three], (p, [x, y]) => {
      const f = smooth(p),
        [dx, dy] = jacobian((a: Tensor, b: Tensor) => f(a, b), [x, y]),
        [ey, ex] = jacobian((b: Tensor, a: Tensor) => f(a, b), [y, x]);
      expectSame(ex, dx);
      expectSame(ey, dy);
    });
  });

  test("a record of inputs is the tuple under names", () => {
    holdsFor<Triple>([any, three], (p, [x, y]) => {
      const [dx, dy] = jacobian((a: Tensor, b: Tensor) => smooth(p)(a, b), [x, y]),
        J = jacobian(({ a, b }) => smooth(p)(a, b), { a: x, b: y });
      expectSame(J.a, dx);
      expectSame(J.b, dy);
    });
  });

  test("an input used twice gets the sum of both derivatives", () => {
    holdsFor<Triple>([any, three], (p, [x]) => {
      const f = smooth(p),
        [dx, dy] = jacobian((a: Tensor, b: Tensor) => f(a, b), [x, x]);
      expectClose(
        jacobian((a) => f(a, a), x),
        dt.add(dx, dy),
      );
    });
  });

  test("the axes of an input in another order are those of the Jacobian in that order", () => {
    holdsFor<Triple>([any, three], (p, [x]) => {
      const f = smooth(p),
        y = f(x),
        back = Array.from({ length: x.ndim }, (_, d) => x.ndim - 1 - d),
        J = jacobian((z) => f(dt.permute(z, back)), dt.permute(x, back));
      const order = [...y.shape.map((_, d) => d), ...back.map((d) => y.ndim + d)];
      expectClose(J, dt.permute(jacobian(f, x), order));
    });
  });
});

describe("linear maps", () => {
  test("the Jacobian of a linear map is the map", () => {
    holdsFor<Triple>([any, three], (p, [x, y]) => {
      const f = linearly(p);
      expectClose(times(jacobian(f, x), y), f(y));
      expectSame(jacobian(f, x), jacobian(f, y));
      expect(jacobian((z) => jacobian(f, z), x).data.every((d) => d === 0)).toBe(true);
    });
  });

  test("A x + b has the Jacobian A, whatever the layout of x", () => {
    holdsFor<Triple>([any, three], (_, [x, A, b]) => {
      const row = dt.reshape(A, [1, A.size]),
        J = jacobian((z) => dt.add(dt.matmul(row, dt.flatten(z)), dt.sum(b)), x);
      expectSame(J, dt.reshape(A, [1, ...x.shape]));
    });
  });
});

describe("second and third derivatives", () => {
  test("the Hessian is symmetric, and one in every nesting of modes", () => {
    holdsFor<Triple>([programs(5), three], (p, [x]) => {
      const n = x.size,
        H = hessian(scalar(p), x);
      expectClose(dt.transpose(dt.reshape(H, [n, n]), 0, 1), dt.reshape(H, [n, n]));
      for (const inner of ["forward", "reverse"] as const)
        for (const mode of ["forward", "reverse"] as const)
          expectClose(
            jacobian((z) => jacobian(scalar(p), z, { mode: inner }), x, { mode }),
            H,
          );
    });
  });

  test("third derivatives do not depend on the order of the directions", () => {
    holdsFor<Triple>([programs(4), three], (p, [x, u, v]) => {
      const along = (f: (z: Tensor) => Tensor, d: Tensor) => (z: Tensor) => jvp(f, z, d).tangent,
        third = (...d: Tensor[]): Tensor => d.reduce(along, smooth(p))(x);
      const want = third(u, v, v);
      expectClose(third(v, u, v), want);
      expectClose(third(v, v, u), want);
    });
  });
});

describe("the other engines", () => {
  test("vmap is the loop, also over derivatives", () => {
    holdsFor<Triple>([any, three], (p, list) => {
      const f = smooth(p),
        x = dt.stack(list);
      expectSame(vmap(f)(x), dt.stack(list.map((z) => f(z))));
      const J = (z: Tensor): Tensor => jacobian(f, z);
      expectSame(vmap(J)(x), dt.stack(list.map(J)));
      const R = (z: Tensor): Tensor => jacobian(f, z, { mode: "reverse" });
      expectSame(vmap(R)(x), dt.stack(list.map(R)));
    });
  });

  test("a recorded program is the function, and its derivative the derivative", () => {
    holdsFor<Triple>([any, three], (p, [x, y, v]) => {
      const f = smooth(p),
        again = trace("trace", f, [x]),
        g = (z: Tensor): Tensor => evaluate(again, [z]);
      expectSame(g(y), f(y));
      expectSame(jvp(g, y, v).tangent, jvp(f, y, v).tangent);
      expectSame(jacobian(g, y, { mode: "reverse" }), jacobian(f, y, { mode: "reverse" }));
    });
  });
});
