// Random programs, from a seed: a function f(x, y) of a few statements in every form that has a meaning on tensors. Values stay
// moderate, so that differences can judge derivatives.

/** Numbers in [0, 1) (mulberry32). */
export function random(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), s | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function program(seed: number): string {
  const next = random(seed),
    int = (n: number): number => Math.floor(next() * n),
    pick = <T>(list: readonly T[]): T => list[int(list.length)];
  const names = ["x", "y"],
    arrays: string[] = [],
    objects: string[] = [];
  let count = 0,
    counter = "";
  const fresh = (letter: string): string => `${letter}${count++}`;
  const constant = (): string => String(Math.round((next() * 4 - 2) * 8) / 8 || 0.5);

  function leaf(): string {
    const choices: (() => string)[] = [() => pick(names), () => pick(names), constant];
    if (arrays.length > 0)
      choices.push(() => `${pick(arrays)}[${pick(["0", "1", "2", ...(counter ? [`${counter} % 3`] : [])])}]`);
    if (objects.length > 0) choices.push(() => `${pick(objects)}.${pick(["p", "q"])}`);
    if (counter !== "") choices.push(() => counter);
    return pick(choices)();
  }
  function condition(depth: number): string {
    const compared = `${value(depth - 1)} ${pick(["<", ">", "<=", ">="])} ${value(depth - 1)}`;
    if (depth < 2) return compared;
    return pick([
      () => compared,
      () => `(${compared}) ${pick(["&&", "||"])} ${condition(depth - 1)}`,
      () => `!(${compared})`,
    ])();
  }
  function value(depth: number): string {
    if (depth <= 0) return leaf();
    const v = (): string => value(depth - 1);
    return pick<() => string>([
      () => `${v()} ${pick(["+", "-", "*"])} ${v()}`,
      () => `(${v()}) * (${v()})`,
      () => `(${v()}) ${pick(["+", "-"])} (${v()})`,
      () => `(${v()}) / (2 + (${v()}) ** 2)`,
      () => `-(${v()})`,
      () => `+${leaf()} % 3`,
      () => `(${v()}) ** ${pick(["2", "3"])}`,
      () => `Math.${pick(["sin", "cos", "tanh", "atan", "abs", "asinh"])}(${v()})`,
      () => `${pick(["sine", "M.cos", "exp"])}(Math.sin(${v()}))`,
      () => `Math.sqrt(1 + Math.pow(${v()}, 2))`,
      () => `Math.${pick(["max", "min", "hypot", "atan2"])}(${v()}, 1.5 + (${leaf()}) ** 2)`,
      () => `Math.${pick(["floor", "round", "ceil", "trunc", "sign"])}(${leaf()}) * ${leaf()}`,
      () => `(${condition(depth - 1)} ? ${v()} : ${v()})`,
      () => `(${v()} ${pick(["&&", "||"])} ${v()})`,
      () => `scaled(${v()}, ${leaf()})`,
      () => `((v) => v * ${leaf()} - ${leaf()})(${v()})`,
      () => `[${v()}, ${v()}].reduce((s, v) => s * 0.5 + v, ${leaf()})`,
      () => `Number(${v()})`,
      () => `(typeof ${pick(names)} === 'number' ? ${v()} : 1e9)`,
    ])();
  }
  /** Keeps what loops build up moderate. */
  const bounded = (v: string): string => `Math.atan(${v}) * 2`;
  function statement(depth: number, indent: string): string {
    const block = (): string => {
      const kept = [names.length, arrays.length, objects.length];
      const body = Array.from({ length: 1 + int(2) }, () => statement(depth - 1, `${indent}  `)).join("");
      [names.length, arrays.length, objects.length] = kept;
      return `{\n${body}${indent}}`;
    };
    const choices: (() => string)[] = [
      () => {
        const text = `let NAME = ${value(2)};`,
          name = fresh("v");
        names.push(name);
        return text.replace("NAME", name);
      },
      () => `${pick(names)} = ${bounded(value(2))};`,
      () => `${pick(names)} ${pick(["+=", "-=", "*="])} ${value(1)};`,
      () => `${pick(names)}${pick(["++", "--"])};`,
      () => {
        const text = `const NAME = [${leaf()}, ${value(1)}, ${value(2)}];`,
          name = fresh("a");
        arrays.push(name);
        return text.replace("NAME", name);
      },
      () => {
        const text = `const NAME = { p: ${value(1)}, q: ${value(2)} };`,
          name = fresh("o");
        objects.push(name);
        return text.replace("NAME", name);
      },
      () => {
        const text = `let [A, B] = [${value(1)}, ${value(1)}];`,
          [a, b] = [fresh("v"), fresh("v")];
        names.push(a, b);
        return text.replace("A", a).replace("B", b);
      },
    ];
    if (arrays.length > 0)
      choices.push(
        () => `${pick(arrays)}[${int(3)}] ${pick(["=", "+=", "*="])} ${value(1)};`,
        () => `${pick(arrays)}[${int(3)}]++;`,
      );
    if (objects.length > 0)
      choices.push(() => `${pick(objects)}.${pick(["p", "q"])} ${pick(["=", "-=", "&&="])} ${value(1)};`);
    if (depth > 0) {
      choices.push(
        () => `if (${condition(2)}) ${block()} else ${block()}`,
        () => `if (${pick(names)}) ${block()}`,
        () => {
          const outer = counter;
          counter = fresh("i");
          const name = counter,
            target = pick(names);
          const text = `for (let ${name} = 0; ${name} < ${1 + int(4)}; ${name}++) {\n${indent}  ${target} = ${bounded(value(2))};\n${statement(0, `${indent}  `)}${indent}}`;
          counter = outer;
          return text;
        },
      );
    }
    const kept = [names.length, arrays.length, objects.length];
    const text = pick(choices)();
    // What a loop's body declared is not seen behind it.
    if (text.startsWith("for")) [names.length, arrays.length, objects.length] = kept;
    return `${indent}${text}\n`;
  }
  const body = Array.from({ length: 2 + int(5) }, () => statement(2, "  ")).join("");
  return `const sine = Math.sin, M = Math, { exp } = Math;
function scaled(v, k = 2) { return v * k + 1; }
exports.f = function f(x, y) {
${body}  return ${value(2)} + ${names.join(" * 0.5 + ")};
};
`;
}
