/**
 * The part of `zx/core` that the scripts use.
 *
 * The package ships CommonJS for `require`, but types for ES modules alone, which `module: node16` then refuses to
 * import from a CommonJS file.
 */
declare module "zx/core" {
  import type * as Zx from "zx" with { "resolution-mode": "import" };
  export const $: (typeof Zx)["$"];
  export const which: (typeof Zx)["which"];
}
