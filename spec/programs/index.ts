// Programs as users write them, each under the name that PyTorch's recorded results have, in camelCase.
export * from "./networks.js";
export * from "./optimisation.js";
export * from "./recurrences.js";
