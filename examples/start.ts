// Prints the examples: `npm start` the first three, `npm start -- newton pendulum` those that it names.

import { argv, exit } from "node:process";
import * as misra1a from "./misra1a.js";
import * as newton from "./newton.js";
import * as nist from "./nist/fit.js";
import * as pendulum from "./pendulum.js";
import * as question from "./question.js";

const examples: Readonly<Record<string, { report(): string }>> = {
  question,
  misra1a,
  nist,
  newton,
  pendulum,
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
