import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";
import { LoadBalancerInterfaces } from "../../../../modules/mirror";
import { refusal, synth } from "../../../support/synth";

const ARN = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer";
const interfaces = (loadBalancerArn: string) => (stack: TerraformStack) => {
  new LoadBalancerInterfaces(stack, "Interfaces", { loadBalancerArn });
};

describe("the interfaces of a load balancer", () => {
  test.each([
    ["a name", "web"],
    ["a Network Load Balancer", `${ARN}/net/web/50dc6c495c0c9188`],
    ["a Classic Load Balancer", `${ARN}/web`],
    ["a listener", "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/web/50dc6c495c0c9188/1"],
    ["an ARN with wildcards", `${ARN}/app/web/*`],
  ])("are refused for %s", (_, arn) => {
    expect(refusal(interfaces(arn))).toBe(
      `[stack/Interfaces] loadBalancerArn: "${arn}" is not the ARN of an Application Load Balancer. Print it with ` +
        '"aws elbv2 describe-load-balancers --query LoadBalancers[].LoadBalancerArn"; ' +
        "it ends in loadbalancer/app/NAME/ID.",
    );
  });

  test("are found by the whole description, which another balancer of the same name does not have", () => {
    const lookup = synth(interfaces(`${ARN}/app/web/50dc6c495c0c9188`)).dataSource("aws_network_interfaces");

    expect(lookup["filter"]).toEqual([{ name: "description", values: ["ELB app/web/50dc6c495c0c9188"] }]);
  });

  test("are found in the partitions of China and GovCloud too", () => {
    const arn =
      "arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:123456789012:loadbalancer/app/web-2/50dc6c495c0c9188";

    expect(synth(interfaces(arn)).dataSource("aws_network_interfaces")["filter"]).toEqual([
      { name: "description", values: ["ELB app/web-2/50dc6c495c0c9188"] },
    ]);
  });

  test("are looked up by Terraform where the ARN is known to Terraform alone", () => {
    const stack = synth((scope) => {
      const arn = new TerraformVariable(scope, "arn", { type: "string" });
      interfaces(arn.stringValue)(scope);
    });

    expect(stack.dataSource("aws_network_interfaces")["filter"]).toEqual([
      { name: "description", values: ['ELB ${element(split(":loadbalancer/", var.arn), 1)}'] },
    ]);
  });

  const named = (loadBalancerName: string) => (stack: TerraformStack) => {
    new LoadBalancerInterfaces(stack, "Interfaces", { loadBalancerName });
  };

  test.each([{}, { loadBalancerArn: `${ARN}/app/web/50dc6c495c0c9188`, loadBalancerName: "web" }])(
    "are refused for %j, of which one too few or too many is given",
    (props) => {
      expect(refusal((stack) => new LoadBalancerInterfaces(stack, "Interfaces", props))).toBe(
        "[stack/Interfaces] give exactly one of loadBalancerArn and loadBalancerName, " +
          "so that there is no doubt whose interfaces are mirrored.",
      );
    },
  );

  test("are refused for a name that is none", () => {
    expect(refusal(named("app/web"))).toBe(
      '[stack/Interfaces] loadBalancerName: "app/web" is no name of a load balancer. ' +
        "Give 1 to 32 letters, digits and hyphens, or its ARN.",
    );
  });

  test("are found by name through the ARN's suffix, which holds the id too", () => {
    const stack = synth(named("web"));

    expect(stack.dataSource("aws_lb")["name"]).toBe("web");
    expect(stack.dataSource("aws_network_interfaces")["filter"]).toEqual([
      { name: "description", values: [expect.stringMatching(/^ELB \$\{data\.aws_lb\.\w+\.arn_suffix\}$/)] },
    ]);
  });
});
