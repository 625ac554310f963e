// Programs as users write them, each under the name that PyTorch's recorded results have, in camelCase.
export * from "./chains.js";
export * from "./curves.js";
export * from "./images.js";
export * from "./iterations.js";
export * from "./losses.js";
export * from "./matrices.js";
export * from "./mechanics.js";
export * from "./networks.js";
export * from "./optimisation.js";
export * from "./recurrences.js";
export * from "./roots.js";
export * from "./statistics.js";
