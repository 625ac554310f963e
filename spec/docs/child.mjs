// Runs modules, one after the other, in a process of its own, and sends for each what its assertions came to.

import { format, inspect } from "node:util";
import { pathToFileURL } from "node:url";

let outcomes;

/** What console.log prints, not quoted. */
class Printed {
  constructor(text) {
    this.text = text;
  }
  [inspect.custom]() {
    return this.text;
  }
}

const options = { depth: null, breakLength: Infinity, maxArrayLength: null, maxStringLength: null };
globalThis.$printed = (...values) => new Printed(format(...values));
globalThis.$value = (i, value) => (outcomes[i] = inspect(value, options));
globalThis.$throws = (i, run) => {
  const caught = (error) => (outcomes[i] = error instanceof Error ? error.message : String(error));
  try {
    const result = run();
    return result instanceof Promise ? result.then(undefined, caught) : result;
  } catch (error) {
    return caught(error);
  }
};

process.on("message", async (files) => {
  for (const file of files) {
    outcomes = [];
    let failure;
    try {
      await import(pathToFileURL(file).href);
    } catch (error) {
      failure = String(error?.stack ?? error);
    }
    process.send({ file, outcomes, failure });
  }
  process.disconnect();
});
