import { holds } from "./holds.js";

holds("nesting");
