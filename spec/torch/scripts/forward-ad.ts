// The scripts of the topic "forward_ad", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // dual_level / make_dual / unpack_dual: tangent propagates; unpack gives UnpackedDualTensor(primal, tangent); a tensor without a tangent gives tangent N
  "semantic/forward_ad/1/a": (torch, rec, err, { typeName }) => {
    const p = torch.tensor([1, 2]);
    const t = torch.tensor([1, 0]);
    let saved: T = null!;
    torch.forwardAd.dualLevel(() => {
      const d = torch.forwardAd.makeDual(p, t);
      const o = d.pow(2).add(d.sin().sum());
      const u = torch.forwardAd.unpackDual(o);
      rec("type", typeName(u));
      rec("fields", Object.keys(u));
      rec("primal", u.primal);
      rec("tangent", u.tangent);
      rec("non dual", Object.values(torch.forwardAd.unpackDual(p)));
      rec("unpack of d", Object.values(torch.forwardAd.unpackDual(d)));
      rec("d.requires_grad", d.requiresGrad);
      saved = o;
    });
    rec("after the level: tangent gone", Object.values(torch.forwardAd.unpackDual(saved)));
  },
  // make_dual outside of a level raises; unpack_dual outside of a level does NOT raise but returns (tensor, None); nested levels raise; a tangent of anoth
  "semantic/forward_ad/2/a": (torch, rec, err) => {
    const p = torch.tensor([1, 2]);
    const t = torch.ones(2);
    err("make_dual outside", () => torch.forwardAd.makeDual(p, t));
    err("unpack outside", () => torch.forwardAd.unpackDual(p));
    err("exit without enter", () => torch.forwardAd.exitDualLevel());
    const nested = () => {
      torch.forwardAd.dualLevel(() => {
        torch.forwardAd.dualLevel(() => {});
      });
    };
    err("nested", nested);
    let d: T = null!;
    torch.forwardAd.dualLevel(() => {
      err("shape", () => torch.forwardAd.makeDual(p, torch.ones(3)));
      err("dtype", () => torch.forwardAd.makeDual(p, torch.ones(2, { dtype: torch.float64 })));
      err("int primal", () =>
        torch.forwardAd.makeDual(torch.tensor([1, 2], { dtype: torch.int64 }), torch.ones(2)),
      );
      err("int both", () =>
        torch.forwardAd.makeDual(
          torch.tensor([1, 2], { dtype: torch.int64 }),
          torch.tensor([1, 1], { dtype: torch.int64 }),
        ),
      );
      err("float args", () => torch.forwardAd.makeDual(1, 2));
      d = torch.forwardAd.makeDual(p, t);
      err("make_dual of a dual", () => torch.forwardAd.makeDual(d, t));
      err("tangent is dual", () => torch.forwardAd.makeDual(p, d));
      err("unpack float", () => Object.values(torch.forwardAd.unpackDual(1)));
    });
    torch.forwardAd.dualLevel(() => {
      rec("dual after its level closed", Object.values(torch.forwardAd.unpackDual(d)));
    });
  },
  // level numbering: enter_dual_level returns 0; exiting a level which is not the last one raises; exiting without a level raises.
  "semantic/forward_ad/3/a": (torch, rec, err) => {
    const l = torch.forwardAd.enterDualLevel();
    rec("level", l);
    err("exit wrong level", () => torch.forwardAd.exitDualLevel({ level: 5 }));
    err("make_dual explicit level", () =>
      Object.values(
        torch.forwardAd.unpackDual(torch.forwardAd.makeDual(torch.ones(1), torch.ones(1), { level: 0 })),
      ),
    );
    torch.forwardAd.exitDualLevel();
    err("exit again", () => torch.forwardAd.exitDualLevel());
  },
  // forward over reverse: grad of a function at a dual gives Hessian-vector product as the tangent of the gradient.
  "semantic/forward_ad/4/a": (torch, rec) => {
    const p = torch.tensor([1, 2], { requiresGrad: true });
    const v = torch.tensor([1, 10]);
    torch.forwardAd.dualLevel(() => {
      const d = torch.forwardAd.makeDual(p, v);
      const [g] = torch.autograd.grad(d.pow(3).sum(), p);
      const u = torch.forwardAd.unpackDual(g);
      rec("grad", u.primal);
      rec("hvp", u.tangent);
    });
  },
  // detach() drops the tangent; no_grad() does NOT drop it; views, in-place operations, setitem into a plain buffer and cat propagate it (constants count
  "semantic/forward_ad/5/a": (torch, rec) => {
    const p = torch.tensor([1, 2]);
    const t = torch.tensor([1, 10]);
    torch.forwardAd.dualLevel(() => {
      const d = torch.forwardAd.makeDual(p, t);
      rec("detach", Object.values(torch.forwardAd.unpackDual(d.detach())));
      torch.noGrad(() => {
        rec("no_grad", Object.values(torch.forwardAd.unpackDual(d.mul(2))));
      });
      rec("view", Object.values(torch.forwardAd.unpackDual(d.at("1:"))));
      const e = d.clone();
      e.mul_(3);
      rec("mul_", Object.values(torch.forwardAd.unpackDual(e)));
      const z = torch.zeros(2);
      z.set(0, d.at(1));
      rec("setitem", Object.values(torch.forwardAd.unpackDual(z)));
      rec("comparison", Object.values(torch.forwardAd.unpackDual(d.gt(1))));
      rec("cat with constant", Object.values(torch.forwardAd.unpackDual(torch.cat([d, torch.ones(1)]))));
      rec("item", d.sum().item());
    });
  },
  // operation without a forward-mode formula: error text.
  "semantic/forward_ad/6/a": (torch, rec, err) => {
    const p = torch.tensor([1, 2]);
    torch.forwardAd.dualLevel(() => {
      const d = torch.forwardAd.makeDual(p, p);
      err("logcumsumexp", () => torch.logcumsumexp(d, 0));
      err("igamma", () => torch.special.gammainc(p, d));
    });
  },
};
