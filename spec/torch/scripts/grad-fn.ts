// The scripts of the topic "grad_fn", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // names of grad_fn nodes.
  "semantic/grad_fn/1/a": (torch, rec) => {
    const x = torch.tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { requiresGrad: true },
    );
    const y = x.mul(2);
    for (const [nm, f] of Object.entries({
      add: () => x.add(1),
      radd: () => torch.add(1, x),
      sub: () => x.sub(1),
      rsub: () => torch.sub(1, x),
      mul: () => x.mul(2),
      div: () => x.div(2),
      rdiv: () => torch.div(2, x),
      neg: () => x.neg(),
      pow: () => x.pow(2),
      powt: () => x.pow(x),
      rpow: () => torch.pow(2, x),
      exp: () => x.exp(),
      log: () => x.log(),
      sin: () => x.sin(),
      tanh: () => x.tanh(),
      sigmoid: () => x.sigmoid(),
      relu: () => x.relu(),
      sum: () => x.sum(),
      sumd: () => x.sum(0),
      mean: () => x.mean(),
      meand: () => x.mean(0),
      prod: () => x.prod(),
      max: () => x.max(),
      maxd: () => x.max(0).values,
      amax: () => x.amax(0),
      mm: () => x.matmul(x),
      mv: () => x.matmul(x.at(0)),
      dot: () => x.at(0).matmul(x.at(1)),
      bmm: () => x.at(null).matmul(x.at(null)),
      t: () => x.t(),
      T: () => x.T,
      reshape: () => x.reshape(4),
      view: () => x.view(4),
      permute: () => x.permute(1, 0),
      index: () => x.at(0),
      slice: () => x.at(":", "1:"),
      adv: () => x.at(torch.tensor([0, 1], { dtype: torch.int64 })),
      mask: () => x.at(x.gt(1)),
      cat: () => torch.cat([x, x]),
      stack: () => torch.stack([x, x]),
      clone: () => x.clone(),
      expand: () => x.at(":1").expand(2, 2),
      unsqueeze: () => x.unsqueeze(0),
      squeeze: () => x.at(":1").squeeze(0),
      softmax: () => x.softmax(0),
      logsoftmax: () => x.logSoftmax(0),
      logsumexp: () => x.logsumexp(0),
      where: () => torch.where(x.gt(2), x, x),
      abs: () => x.abs(),
      sqrt: () => x.sqrt(),
      std: () => x.std(),
      var: () => x.var(),
      norm: () => x.norm(),
      cumsum: () => x.cumsum(0),
      det: () => torch.det(x),
      inv: () => torch.inverse(x),
      einsum: () => torch.einsum("ij,jk->ik", x, x),
      to: () => x.double(),
      sort: () => x.sort().values,
      clamp: () => x.clamp(0, 1),
      tril: () => x.tril(),
      flip: () => x.flip(0),
      gather: () => x.gather(0, torch.zeros(1, 2, { dtype: torch.long })),
      detachclone: () => x.detach().clone(),
      setitem: () => [y.set(0, 0), y][1],
      linear: () => torch.nn.functional.linear(x, x),
      mse: () => torch.nn.functional.mseLoss(x, torch.zeros(2, 2)),
      fill: () => x.mul(1).fill_(1),
      maximum: () => torch.maximum(x, y),
    })) {
      const r = f();
      rec(nm, r.gradFn === null ? null : r.gradFn.name());
    }
  },
  // grad_fn.next_functions and AccumulateGrad; repr of a tensor prints grad_fn / requires_grad.
  "semantic/grad_fn/2/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2).add(1);
    rec(
      "next",
      y.gradFn.nextFunctions.map(([n, k]: T) => [n !== null ? n.name() : null, k]),
    );
    rec(
      "mul next",
      y.gradFn.nextFunctions[0][0].nextFunctions.map(([n, k]: T) => [n !== null ? n.name() : null, k]),
    );
    rec("accum variable is x", y.gradFn.nextFunctions[0][0].nextFunctions[0][0].variable === x);
    rec("repr x", String(x));
    rec("repr y", String(y));
    rec("repr plain", String(torch.tensor([1, 2])));
    rec("repr int", String(torch.tensor([1, 2], { dtype: torch.int64 })));
    rec("repr double", String(torch.tensor([1], { dtype: torch.float64 })));
    rec("repr scalar", String(y.sum()));
    rec(
      "str",
      String(
        torch.tensor([
          [1.5, 2],
          [3, 1e-5],
        ]),
      ),
    );
  },
};
