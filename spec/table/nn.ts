// Functions of networks: by the textbook's loops.
import { activations } from "./nn/activations.js";
import { convolutions } from "./nn/convolution.js";
import { planes } from "./nn/planes.js";
import { pooling } from "./nn/pooling.js";
import { gelu } from "./nn/gelu.js";
import type { Table } from "./entry.js";

export const nn: Table = { ...activations, ...convolutions, ...pooling, ...planes, gelu };
