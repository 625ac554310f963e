// The scripts of the topic "conversion", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // .item(), .tolist(), float(), .numpy() on tensors requiring grad.
  "semantic/conversion/1/a": (torch, rec, err, { number }) => {
    const x = torch.tensor([1.5, 2.5], { requiresGrad: true });
    err("tolist", () => x.tolist());
    err("item", () => x.sum().item());
    err("float", () => number(x.sum()));
    err("numpy", () => x.numpy());
    err("item of vector", () => x.item());
    err("item of [1]", () => x.at(":1").item());
    err("bool", () => torch.truth(x.sum().gt(1)));
    err("bool of two", () => torch.truth(x.gt(1)));
    err("int item type", () => torch.tensor(3, { dtype: torch.int64 }).item());
    err("0-d tolist", () => x.sum().tolist());
    err("tensor of tensor", () => torch.tensor(x));
    err("deepcopy non-leaf", () => null /* Python alone has deepcopy */);
    err("empty item", () => torch.tensor([]).item());
    err("format", () => null /* Python alone has str.format */);
    err("f-string of 0-d", () => `${x.sum().detach().item().toFixed(2)}`);
  },
};
