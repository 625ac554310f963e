// Functions of networks: by the textbook's loops.
import { activations } from "./nn/activations.js";
import { convolutions } from "./nn/convolution.js";
import { planes } from "./nn/planes.js";
import { pooling } from "./nn/pooling.js";
import { gelu } from "./nn/gelu.js";
import { classes } from "./nn/classes.js";
import { attention, layers, norms } from "./nn/layers.js";
import { differences, margins, yesOrNo } from "./nn/losses.js";
import type { Table } from "./entry.js";

export const nn: Table = {
  ...activations,
  ...convolutions,
  ...pooling,
  ...planes,
  gelu,
  ...differences,
  ...yesOrNo,
  ...margins,
  ...classes,
  ...layers,
  ...norms,
  ...attention,
};
