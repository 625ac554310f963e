// The file of the thread that a worker of the command starts; computing.ts says what it does.
import { compute } from "./computing.js";

compute();
