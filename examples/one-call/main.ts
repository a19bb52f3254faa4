/** Captures the TLS handshakes of one load balancer, with a bucket, a table and alarms for what is found. */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, S3Backend, TerraformOutput, TerraformStack } from "cdktf";
import { AlbCapture } from "cdktf-tls-mirror";
import type { Construct } from "constructs";

const REGION = "eu-central-1";

class WebCapture extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const state = new S3Backend(this, {
      bucket: "example-web-states",
      key: "tls-mirror/web.tfstate",
      region: REGION,
      encrypt: true,
    });
    state.addOverride("use_lockfile", true);
    new AwsProvider(this, "Aws", { region: REGION });

    const capture = new AlbCapture(this, "Capture", {
      deployment: "web",
      loadBalancerName: "web",
      imageId: "ami-0a1b2c3d4e5f60718",
      subnetIds: ["subnet-0a1b2c3d4e5f60718"],
      expiresAt: "2026-12-31T18:00:00Z",
    });
    new TerraformOutput(this, "bucket_name", {
      value: capture.store?.bucketName,
      description: "Bucket of captures and findings, which stays when everything else is destroyed",
      staticId: true,
    });
  }
}

const app = new App();
new WebCapture(app, "web-capture");
app.synth();
