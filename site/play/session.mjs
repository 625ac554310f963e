// Questions to a worker, one at a time: what was asked while it ran is dropped but for the last. One that does not answer is ended.

export class Session {
  #worker = null;
  #source = null;
  #waiting = null;
  #busy = null;
  #timer = 0;
  #id = 0;
  /** `base`: where the site's scripts stand; `seconds`: how long an answer may take. */
  constructor(base, heard, seconds = 5) {
    this.base = base;
    this.heard = heard;
    this.seconds = seconds;
  }
  ask(question) {
    this.#waiting = question;
    if (this.#busy === null) this.#next();
  }
  async #next() {
    const question = this.#waiting;
    this.#waiting = null;
    if (question === null) return;
    const source = question.mode === "code" ? question.text : "formula";
    this.#busy = question;
    question.id = ++this.#id;
    if (this.#worker === null || this.#source !== source) {
      try {
        await this.#start(question, source);
      } catch (error) {
        this.#source = null;
        this.#answered({ error: error.message.split("\n")[0], line: error.details?.line });
        return;
      }
    }
    this.#timer = setTimeout(() => {
      this.stop();
      this.#answered({
        error: `Stopped after ${this.seconds} s: an endless loop, or too much to compute. Nothing is lost; change it and it runs again.`,
      });
    }, 1000 * this.seconds);
    const { id, text, values, wanted } = question;
    this.#worker.postMessage({ id, text, values, wanted });
  }
  async #start({ mode, text }, source) {
    this.stop();
    const program = mode === "code" ? await programOf(text, this.base) : null;
    this.#source = source;
    this.#worker = new Worker(
      program === null
        ? `${this.base}play/worker.js`
        : URL.createObjectURL(new Blob([program.code], { type: "text/javascript" })),
      { type: "module" },
    );
    this.#worker.onmessage = ({ data }) => this.#answered({ ...data, warnings: program?.warnings });
    this.#worker.onerror = (event) => {
      event.preventDefault?.();
      this.stop();
      this.#answered({ error: event.message || "This program cannot be read." });
    };
  }
  #answered(data) {
    clearTimeout(this.#timer);
    const question = this.#busy;
    this.#busy = null;
    if (question !== null) this.heard(data, question);
    this.#next();
  }
  stop() {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = null;
    this.#source = null;
  }
}

/**
 * A module around the visitor's program, which says `f = ...`: operators are written again as operations (dualtensor/transform, here in the
 * page), names of the library that it uses are imported, and each question is answered by f. It runs in a worker that may fetch nothing.
 */
async function programOf(text, base) {
  const [{ transform }, { default: known }] = await Promise.all(
    ["lift", "names"].map(
      (name) => import(/* @vite-ignore */ new URL(`${base}play/${name}.js`, location.href).href),
    ),
  );
  const { code, diagnostics } = transform(text, { functions: "all", file: "here" });
  const kit = JSON.stringify(new URL(`${base}play/kit.js`, location.href).href);
  const own = new Set(
    [...text.matchAll(/\b(?:const|let|var|function)\s+([A-Za-z_$][\w$]*)/g)].map(([, name]) => name),
  );
  const written = [...new Set(text.match(/(?<![.\w$])[A-Za-z_$][\w$]*/g) ?? [])];
  const used = written.filter((name) => !own.has(name) && known.includes(name));
  // How many arguments f has, and how they are called, is read off its text.
  const head =
    /\bf\s*=\s*(?:async\s*)?(?:function\s*\w*\s*)?(?:\(([^)]*)\)|(\w+)\s*=>)|\bfunction\s+f\s*\(([^)]*)\)/.exec(
      text,
    );
  if (head === null) throw new Error("Give the function the name f: const f = (x) => x * Math.sin(x).");
  const names = (head[1] ?? head[2] ?? head[3])
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const bad = names.find((name) => !/^[A-Za-z_$][\w$]*$/.test(name));
  if (bad !== undefined) throw new Error(`f: expected plain names of arguments, got ${bad}.`);
  return {
    warnings: diagnostics.map(({ line, message }) => `line ${line}: ${message}`),
    code: `import * as kit from ${kit}; const { ${used.join(", ")} } = kit;
${code.replace(/^import \* as (\S+) from "dualtensor\/dual";/, "const $1 = kit.operators;")}
;const list = ${JSON.stringify(names)};
onmessage = ({ data: { id, values, wanted } }) => {
  try {
    if (list.some((name) => !Object.hasOwn(values, name))) return postMessage({ id, names: list });
    const given = Object.fromEntries(list.map((name) => [name, values[name]]));
    postMessage({ id, names: list, answer: kit.answer((x) => kit.tensorOf(f(...list.map((name) => x[name]))), given, wanted) });
  } catch (error) {
    postMessage({ id, error: String(error.message ?? error).split("\\n")[0] });
  }
};`,
  };
}
