// The lines that give the same elsewhere: TypeScript with this library, Python with PyTorch.

const literal = (v) => JSON.stringify(v);
/** dualtensor's names are PyTorch's, in camelCase. */
const snake = (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

export function typescript(text, values) {
  const names = Object.keys(values);
  return `import { expression, jacobian } from "dualtensor/mathjs";

const f = expression(${literal(text)});
const at = { ${names.map((name) => `${name}: ${literal(values[name])}`).join(", ")} };
f.of(at);
jacobian(f, at, { wrt: [${names.map(literal).join(", ")}] });
`;
}

export function typescriptOf(code) {
  const imported = [...new Set(code.match(/(?<!\.)\b[a-z]\w*(?=\()/g) ?? [])].filter(
    (name) => !["function", "if", "for", "while", "return", "switch"].includes(name),
  );
  return `import { ${[...imported, "jacobian"].join(", ")} } from "dualtensor";\n\n${code}`;
}

const spelled = { ln: "log", asin: "asin", acos: "acos", atan: "atan" };
/** A formula of mathjs as Python: its operators, torch's functions. Of products of matrices "@". */
export function pytorch(text, values) {
  if (text.includes("?")) return "# a ? b : c is torch.where(a, b, c)\n";
  const matrices = Object.values(values).some((v) => Array.isArray(v?.[0]));
  const names = Object.keys(values);
  const body = text
    .replaceAll("\n", " ")
    .replace(/\.\^|\^/g, "**")
    .replace(/\.\*/g, "⊙")
    .replace(/(?<!\*)\*(?!\*)/g, matrices ? "@" : "*")
    .replaceAll("⊙", "*")
    .replaceAll("./", "/")
    .replace(/([A-Za-z_]\w*)\s*\(/g, (all, name) => `torch.${spelled[name] ?? snake(name)}(`)
    .replace(/(?<![\w.])pi\b/g, "torch.pi");
  // A list is no tensor there.
  const result = /^\[[^;]*\]$/.test(body.trim())
    ? `torch.stack([torch.as_tensor(v) for v in ${body.trim()}])`
    : body;
  return `import torch

def f(${names.join(", ")}):
    return ${result}

at = (${names.map((name) => `torch.tensor(${literal(values[name])}, dtype=torch.float64)`).join(", ")},)
f(*at)
torch.func.jacfwd(f, argnums=(${names.map((_, i) => i).join(", ")},))(*at)
`;
}
