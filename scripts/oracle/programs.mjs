// Programs: written in Python in a file of cases, and interpreted from there.

import { interpreted } from "./python.mjs";

/** The function of a list of inputs that a case's program is. */
export const program = ({ torch_src: source }) => {
  const f = interpreted(source);
  return (inputs) => f(...inputs);
};
