import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "cdktf.out/",
      "coverage/",
      "tls-mirror-out/",
      "node_modules/",
      "modules/analyzer/engine/engine-wasm.ts",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-floating-promises": "error",
      // Numbers and booleans read well in messages; objects are still refused.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    // Indexes are checked by the code around them here, once, so that no caller needs `!`.
    files: ["modules/analyzer/bytes/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    // The analyzer's stages are pure: time comes from packets, and input and output belong to scripts.
    files: ["modules/**/*.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-globals": [
        "error",
        { name: "process", message: "modules/ is pure; scripts/ talks to the process." },
      ],
    },
  },
  {
    // AssemblyScript has the syntax of TypeScript and types of its own, which its compiler checks.
    files: ["modules/analyzer/assembly/**/*.ts", "test/assembly/**/*.ts"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
    rules: { "@typescript-eslint/consistent-type-imports": "off", "no-undef": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["**/*.cjs", "**/*.mjs"],
    languageOptions: { globals: { module: "readonly", require: "readonly", process: "readonly" } },
  },
);
