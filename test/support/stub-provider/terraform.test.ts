import { requires } from "../requirements";
import { TerraformFolder } from "./terraform";

const stack = (resource: object) =>
  JSON.stringify({
    terraform: { required_providers: { aws: { source: "aws", version: "6.25.0" } } },
    provider: { aws: [{ region: "eu-central-1" }] },
    resource,
  });
const target = (config: object) => ({ aws_ec2_traffic_mirror_target: { target: config } });

// Each test runs terraform several times.
jest.setTimeout(60_000);

requires({ terraform: true })("terraform with the stub provider", () => {
  let folder: TerraformFolder | undefined;

  afterEach(() => {
    folder?.remove();
  });

  const validate = (resource: object) => {
    folder = new TerraformFolder(stack(resource));
    expect(folder.init()).toMatchObject({ status: 0 });
    return folder.validate();
  };

  test.each<[string, object, RegExp]>([
    ["an unknown argument", target({ network_interface: "eni-1" }), /Extraneous JSON object property/],
    ["a missing argument", { aws_iam_role: { role: {} } }, /argument "assume_role_policy" is required/],
    ["a value of the wrong type", target({ tags: "mine" }), /Incorrect attribute value type/],
    [
      "two of a block that may stand once",
      { aws_instance: { i: { root_block_device: [{}, {}] } } },
      /No more than 1 "root_block_device" blocks are allowed/,
    ],
    ["a reference to nothing", target({ network_interface_id: "${aws_instance.none.id}" }), /undeclared resource/],
  ])("refuses %s", (_, resource, message) => {
    const { status, output } = validate(resource);

    expect(status).toBe(1);
    expect(output.replace(/\s+/g, " ")).toMatch(message);
  });

  test("accepts what the provider accepts", () => {
    expect(validate(target({ network_interface_id: "eni-1", tags: { a: "b" } }))).toMatchObject({ status: 0 });
  });
});
