import { holds } from "./holds.js";

holds("zero");
