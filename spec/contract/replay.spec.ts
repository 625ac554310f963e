import { holds } from "./holds.js";

holds("replay");
