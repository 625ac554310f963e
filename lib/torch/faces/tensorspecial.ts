// torch.special.
import * as specialFaces from "../../special.js";
import { entryOf } from "./adapt.js";
import type { Faces } from "./adapted.js";

/** torch.special */
export const special: Faces<typeof specialFaces> = entryOf(specialFaces);
