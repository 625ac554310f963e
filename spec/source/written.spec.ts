// Three examples in both styles, with functions and as one writes them: the same values and the same Jacobians, to the bit.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { jacobian, stack, tensor, type Tensor } from "dualtensor";
import { transform } from "dualtensor/transform";
import * as misra1a from "../../examples/misra1a.js";
import * as newton from "../../examples/newton.js";
import * as pendulum from "../../examples/pendulum.js";
import { evaluated } from "./run.js";

const folder = resolve(__dirname, "../../examples/written");
/** As CommonJS; what a file exports are its constants and functions. */
const written = (name: string): ReturnType<typeof evaluated> => {
  const source = readFileSync(join(folder, `${name}.js`), "utf8"),
    names = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
  const { code } = transform(source.replaceAll(/^export /gm, ""), { format: "commonjs", file: `${name}.js` });
  return evaluated(`${code}\nObject.assign(module.exports, { ${names.join(", ")} });`);
};
const bits = (t: Tensor): number[] => t.data as unknown as number[];
const x = [...misra1a.x.data],
  y = [...misra1a.y.data];
const styles: [string, (x: Tensor) => Tensor, (x: Tensor) => unknown, number[]][] = [
  ["newton", newton.curves.F, (x) => written("newton").F(x), [3, 0.5]],
  ["misra1a", misra1a.residuals, (b) => written("misra1a").residuals(b, x, y), [250, 5e-4]],
  [
    "pendulum",
    (s) => pendulum.swing(s.at("0:2"), s.at(2), 1.5, 40),
    (s) => written("pendulum").swing(s.at("0:2"), s.at(2), 1.5, 40),
    [0.3, -0.1, 1.2],
  ],
];

test.each(styles)("%s", (_name, byFunctions, asWritten, at) => {
  const whole = (x: Tensor): Tensor => stack(asWritten(x) as Tensor[]);
  expect(bits(whole(tensor(at)))).toEqual(bits(byFunctions(tensor(at))));
  expect(bits(jacobian(whole, tensor(at)))).toEqual(bits(jacobian(byFunctions, tensor(at))));
});
