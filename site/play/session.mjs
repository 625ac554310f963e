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
  #next() {
    const question = this.#waiting;
    this.#waiting = null;
    if (question === null) return;
    const source = question.mode === "code" ? question.text : "formula";
    if (this.#worker === null || this.#source !== source) this.#start(question, source);
    this.#busy = question;
    question.id = ++this.#id;
    this.#timer = setTimeout(() => {
      this.stop();
      this.#answered({
        error: `Stopped after ${this.seconds} s: an endless loop, or too much to compute. Nothing is lost; change it and it runs again.`,
      });
    }, 1000 * this.seconds);
    this.#worker.postMessage({
      id: question.id,
      text: question.text,
      values: question.values,
      wanted: question.wanted,
    });
  }
  #start({ mode, text }, source) {
    this.stop();
    this.#source = source;
    this.#worker =
      mode === "code"
        ? new Worker(
            URL.createObjectURL(new Blob([programOf(text, this.base)], { type: "text/javascript" })),
            { type: "module" },
          )
        : new Worker(`${this.base}play/worker.js`, { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#answered(data);
    this.#worker.onerror = (event) => {
      event.preventDefault?.();
      this.stop();
      this.#answered({ error: event.message || "This program cannot be read.", line: event.lineno });
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
 * A module around the visitor's program, which says `f = ...` by its last function: names of the library that it uses are imported, and each
 * question is answered by f. It runs in a worker of its own that may fetch nothing.
 */
function programOf(text, base) {
  const kit = JSON.stringify(new URL(`${base}play/kit.js`, location.href).href);
  const own = new Set(
    [...text.matchAll(/\b(?:const|let|var|function)\s+([A-Za-z_$][\w$]*)/g)].map(([, name]) => name),
  );
  const used = [...new Set(text.match(/[A-Za-z_$][\w$]*/g) ?? [])].filter((name) => !own.has(name));
  const head = `const { ${used.filter((name) => KIT.has(name)).join(", ")} } = kit;`;
  return `import * as kit from ${kit}; ${head}
${text}
;const names = /^[^(]*\\(([^)]*)\\)|^\\s*(\\w+)\\s*=>/.exec(String(f)), list = (names?.[1] ?? names?.[2] ?? "x").split(",").map((s) => s.trim()).filter(Boolean);
onmessage = ({ data: { id, values, wanted } }) => {
  try {
    const missing = list.filter((name) => !Object.hasOwn(values, name));
    if (missing.length > 0) return postMessage({ id, names: list, missing });
    postMessage({ id, names: list, answer: kit.answer((x) => f(...list.map((name) => x[name])), Object.fromEntries(list.map((name) => [name, values[name]])), wanted) });
  } catch (error) {
    postMessage({ id, error: String(error.message ?? error).split("\\n")[0] });
  }
};`;
}
/** Names of the library, told by the page once it knows them. */
const KIT = new Set();
export const knows = (names) => names.forEach((name) => KIT.add(name));
