// Formulas: text and values in, an answer out. The page stops this worker where it does not come back.
import { DualTensorError } from "dualtensor";
import { expression } from "dualtensor/mathjs";
import { answer } from "./answer.mjs";

onmessage = ({ data: { id, text, values, wanted } }) => {
  try {
    const f = expression(text);
    const missing = f.names.filter((name) => !Object.hasOwn(values, name));
    if (values === null || missing.length > 0) {
      postMessage({ id, names: f.names, missing });
      return;
    }
    const given = Object.fromEntries(f.names.map((name) => [name, values[name]]));
    postMessage({ id, names: f.names, answer: answer((x) => f.of(x), given, wanted) });
  } catch (error) {
    postMessage({
      id,
      error: error.message.split("\n")[0],
      at: error instanceof DualTensorError ? error.details.at : undefined,
    });
  }
};
