// Before the library is loaded: the list that its rows register themselves in (lib/core/registry.ts).
(globalThis as unknown as Record<symbol, unknown[]>)[Symbol.for("dualtensor.rows")] = [];
