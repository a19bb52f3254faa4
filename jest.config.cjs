/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testSequencer: "<rootDir>/test/support/sequencer.cjs",
  // A worker for each processor, where jest would leave one to whoever is waiting: nobody is.
  ...(process.env.CI === "true" && { maxWorkers: "100%" }),
  globalSetup: "<rootDir>/test/support/test-engines.ts",
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  // A limit that only a hang meets; on a busy machine five seconds are soon over.
  testTimeout: 30_000,
  // The provider alone is 1,600 folders of generated code; nothing in it is a test or a mock.
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/"],
  reporters: [["default", { summaryThreshold: 1 }], "<rootDir>/test/support/closing-line-reporter.cjs"],
};
