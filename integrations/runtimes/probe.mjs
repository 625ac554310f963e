// One value through every entry, in any runtime; what comes out is one line of JSON. The same text runs as CommonJS, see the test.
import * as library from "dualtensor";
import * as linalg from "dualtensor/linalg";
import * as special from "dualtensor/special";
import * as nn from "dualtensor/nn";
import * as fft from "dualtensor/fft";
import * as formulas from "dualtensor/mathjs";
import * as optimize from "dualtensor/optimize";
import * as sparse from "dualtensor/sparse";
import * as plot from "dualtensor/plot";
import * as distributed from "dualtensor/distributed";
import "dualtensor/operators";
import * as torch from "dualtensor/torch";
import * as func from "dualtensor/torch/func";
import * as transform from "dualtensor/transform";

const { add, hessian, jacobian, jit, mul, sub, sum, taylor, tensor } = library;
const rosenbrock = (x) => {
  const [a, b] = [x.at(0), x.at(1)];
  const u = sub(b, mul(a, a)),
    v = sub(1, a);
  return add(mul(100, mul(u, u)), mul(v, v));
};
/** Arithmetic alone, and the library's own functions under jit: the same bits everywhere. */
const bits = {
  columns: jacobian((x) => mul(x, x), [1, 2, 3]).toArray(),
  rows: jacobian(rosenbrock, [0.3, 0.7], { mode: "reverse" }).toArray(),
  second: hessian(rosenbrock, [0.3, 0.7]).toArray(),
  solved: jacobian(linalg.inv, [
    [2, 1],
    [1, 3],
  ]).toArray(),
  compiled: Array.from(
    jit((x) => library.exp(library.sin(x))).numbers(Float64Array.of(0.1, 0.2, 0.3), undefined),
  ),
  series: taylor((x) => library.div(1, sub(1, x)), 0, 1, 4).map((c) => c.item()),
  pattern: sparse
    .sparseJacobian((x) => mul(x, library.roll(x, 1, 0)), [1, 2, 3, 4])
    .toDense()
    .toArray(),
  ledger: (() => {
    const x = torch.tensor([1, 2, 3], { requiresGrad: true });
    x.mul(x).sum().backward();
    return x.grad.toArray();
  })(),
  rowsOfFunc: func
    .jacrev((x) => x.mul(x))(torch.tensor([1, 2]))
    .toArray(),
  operator: tensor(3)[Symbol.operatorStar ?? Symbol.for("Symbol.operatorStar")](2, tensor(3)).item(),
  rewritten: transform.transform('function f(x) { "use dual"; return x * x; }', {}).code.length,
  shards: (await distributed.jacobian((x) => mul(x, x), [1, 2, 3])).toArray(),
  picture: plot.heatMap(jacobian((x) => mul(x, x), [1, 2, 3])),
};
/** Through the runtime's Math: as near as its functions are. */
const near = {
  special: jacobian(special.erfcx, [0.1, 2]).toArray(),
  network: nn.softmax([1, 2, 3], 0).toArray(),
  transformed: sum(library.abs(fft.fft([1, 2, 3, 4]))).item(),
  formula: formulas.gradient("x^2 * sin(y)", { x: 2, y: 0.5 }),
  fit: optimize
    .leastSquares((b) => sub(mul(b.at(0), library.exp(mul(b.at(1), [0, 1, 2, 3]))), [1, 2, 4, 8]), [1, 1])
    .x.toArray(),
};
console.log(JSON.stringify({ bits, near }));
