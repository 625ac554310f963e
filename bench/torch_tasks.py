"""The tasks in torch, driven line by line from torch.mjs: one JSON request in, one JSON answer out.

{"task", "inputs"}  ->  {"version", "gflops", "rows": {name: base64 of the float64 result}, "failed": {name: why}}
{"row", "reps"}     ->  {"ns": what reps calls took}
"""

import base64
import json
import sys
import time

import torch
from torch.autograd import forward_ad
from torch.autograd import functional as F

try:
    from torch import func
except ImportError:
    try:
        import functorch as func
    except ImportError:
        func = None

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def jacobians(f, x):
    rows = {
        "torch jacobian": lambda: F.jacobian(f, x),
        "torch jacobian, vectorize": lambda: F.jacobian(f, x, vectorize=True),
        "torch jacobian, forward-mode": lambda: F.jacobian(f, x, vectorize=True, strategy="forward-mode"),
    }
    if func:
        rows["torch func.jacfwd"] = lambda: func.jacfwd(f)(x)
        rows["torch func.jacrev"] = lambda: func.jacrev(f)(x)
    return rows


def gradients(f, x):
    def backward():
        leaf = x.detach().requires_grad_(True)
        return torch.autograd.grad(f(leaf), leaf)[0]

    rows = {"torch autograd.grad": backward}
    if func:
        rows["torch func.grad"] = lambda: func.grad(f)(x)
    return rows


def mul(p):
    a, b = p["a"], p["b"]
    return jacobians(lambda b: a * b, b)


def chain(p):
    return jacobians(lambda x: torch.sin(x) * torch.roll(x, -1) ** 2 + torch.exp(-x), p["x"])


def mlp(p):
    n = len(p["x"])
    layers = [(w.reshape(n, n), b) for w, b in zip(p["weights"], p["biases"])]

    def f(x):
        for w, b in layers:
            x = torch.tanh(w @ x + b)
        return x

    return jacobians(f, p["x"])


def rosenbrock(p):
    def f(x):
        total = torch.tensor(0.0)
        for i in range(len(x) - 1):
            a = x[i + 1] - x[i] ** 2
            total = total + (100 * a**2 + (1 - x[i]) ** 2)
        return total

    return {
        **gradients(f, p["x"]),
        "torch jacobian, forward-mode": lambda: F.jacobian(f, p["x"], vectorize=True, strategy="forward-mode"),
    }


def hessian(p):
    x = p["x"]

    def f(x):
        return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()

    rows = {
        "torch hessian": lambda: F.hessian(f, x),
        "torch hessian, vectorize": lambda: F.hessian(f, x, vectorize=True),
    }
    if func:
        rows["torch func.hessian"] = lambda: func.hessian(f)(x)
    return rows


def solve(p):
    b = p["b"]
    n = len(b)
    return jacobians(lambda a: torch.linalg.solve(a, b), p["a"].reshape(n, n))


def product(p):
    n = round(len(p["b"]) ** 0.5)
    b = p["b"].reshape(n, n)
    return jacobians(lambda a: a @ b, p["a"].reshape(n, n))


def gradient(p):
    def f(x):
        return (torch.sin(x) * torch.roll(x, -1) ** 2 + torch.exp(-x)).sum()

    return {"torch f": lambda: f(p["x"]), **gradients(f, p["x"])}


def steps(p):
    def f(x):
        for _ in range(100):
            x = x * p["c"] + p["d"]
        return x

    return f


def tiny_plain(p):
    return {"torch": lambda: steps(p)(p["x"])}


def tiny_forward(p):
    def dual():
        with forward_ad.dual_level():
            return forward_ad.unpack_dual(steps(p)(forward_ad.make_dual(p["x"], p["v"]))).tangent

    rows = {"torch forward_ad": dual}
    if func:
        rows["torch func.jvp"] = lambda: func.jvp(steps(p), (p["x"],), (p["v"],))[1]
    return rows


def tiny_reverse(p):
    return gradients(lambda x: steps(p)(x).sum(), p["x"])


PROGRAMS = {
    "mul": mul,
    "chain": chain,
    "mlp": mlp,
    "rosenbrock": rosenbrock,
    "hessian": hessian,
    "solve": solve,
    "product": product,
    "gradient": gradient,
    "tiny-plain": tiny_plain,
    "tiny-forward": tiny_forward,
    "tiny-reverse": tiny_reverse,
}


def tensors(value):
    if isinstance(value[0], list):
        return [torch.tensor(item) for item in value]
    return torch.tensor(value)


def gflops(n=256, reps=20):
    """The speed of torch's own matrix product, at best, tells which BLAS it found."""
    a = torch.rand(n, n)
    best = float("inf")
    for _ in range(reps):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    return 2 * n**3 / best / 1e9


def begin(request):
    rows = PROGRAMS[request["task"]]({name: tensors(value) for name, value in request["inputs"].items()})
    results, failed = {}, {}
    for name in list(rows):
        try:
            result = rows[name]().detach().contiguous()
            results[name] = base64.b64encode(result.numpy().tobytes()).decode()
        except Exception as error:
            failed[name] = f"{type(error).__name__}: {str(error).splitlines()[0][:120]}"
            del rows[name]
    return rows, {"version": torch.__version__, "gflops": gflops(), "rows": results, "failed": failed}


def main():
    rows = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "task" in request:
            rows, answer = begin(request)
        else:
            call, reps = rows[request["row"]], request["reps"]
            start = time.perf_counter_ns()
            for _ in range(reps):
                call()
            answer = {"ns": time.perf_counter_ns() - start}
        print(json.dumps(answer), flush=True)


main()
