import { holds } from "./holds.js";

holds("vmap");
