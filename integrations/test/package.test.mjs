// The package as its users install it: by name, from its built files.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as esm from "dualtensor";

test("import and require give one library", () => {
  const cjs = createRequire(import.meta.url)("dualtensor");
  assert.equal(cjs.tensor, esm.tensor);
  assert.deepEqual(esm.jacobian((x) => esm.mul(x, x), [1, 2]).toArray(), [
    [2, 0],
    [0, 4],
  ]);
});
