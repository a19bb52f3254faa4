import { requires } from "../support/requirements";
import { ModuleWorkspace } from "./module-workspace";

// Each test runs terraform several times, and `terraform test` plans once for each run of its files.
jest.setTimeout(300_000);

requires({ terraform: true })("the modules in terraform/", () => {
  let workspace: ModuleWorkspace;

  beforeAll(() => {
    workspace = new ModuleWorkspace();
  });
  afterAll(() => {
    workspace.remove();
  });

  test.each(["collector", "source", "filter", "coverage"])("%s is valid and passes its own tests", (name) => {
    const folder = `terraform/${name}`;
    workspace.succeed(folder, "init", "-input=false");
    workspace.succeed(folder, "validate");

    expect(workspace.succeed(folder, "test")).toMatch(/^Success! [1-9]\d* passed, 0 failed\.$/m);
  });

  test.each(["collector", "source", "filter", "coverage"])("%s has an example that is valid", (name) => {
    const folder = `terraform/${name}/examples/basic`;
    workspace.succeed(folder, "init", "-input=false");

    expect(workspace.succeed(folder, "validate")).toContain("The configuration is valid.");
  });

  test.each(["terraform", "examples/hcl"])("%s is formatted", (folder) => {
    expect(workspace.run(folder, "fmt", "-check", "-recursive")).toEqual({ status: 0, output: "" });
  });
});
