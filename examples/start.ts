// Prints the examples: `npm start` the first three, `npm start -- newton pendulum` those that it names.

import { argv, exit } from "node:process";
import * as brusselator from "./brusselator.js";
import * as bundle from "./bundle.js";
import * as misra1a from "./misra1a.js";
import * as newton from "./newton.js";
import * as nist from "./nist/fit.js";
import * as pendulum from "./pendulum.js";
import * as question from "./question.js";
import * as sketch from "./sketch.js";

const examples: Readonly<Record<string, { report(): string }>> = {
  question,
  misra1a,
  nist,
  newton,
  pendulum,
  brusselator,
  sketch,
  bundle,
};
const names = argv.length > 2 ? argv.slice(2) : ["question", "misra1a", "nist"];

for (const name of names) {
  if (!Object.hasOwn(examples, name)) {
    console.error(`No example ${name}: there are ${Object.keys(examples).join(", ")}.`);
    exit(1);
  }
  console.log(`\n── ${name} ──\n\n${examples[name].report()}`);
}
console.log();
