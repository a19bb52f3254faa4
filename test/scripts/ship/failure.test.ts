import { failureOf } from "../../../scripts/ship/failure";

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const bucket = { bucket: "captures", bucketOwner: "111122223333" };
const answered = (name: string, httpStatusCode: number) => ({ name, message: "no", $metadata: { httpStatusCode } });

describe("a failed upload", () => {
  test.each([
    ["AccessDenied", 403, /s3:PutObject below .* of captures\. Check that account 111122223333 owns it/],
    ["NoSuchBucket", 404, /^Create bucket captures/],
    ["PermanentRedirect", 301, /^Set "region"/],
    ["KMS.DisabledException", 400, /kms:GenerateDataKey/],
    ["InvalidStorageClass", 400, /^See what S3 says of InvalidStorageClass/],
  ])("is refused for %s, with what to do", (name, status, fix) => {
    expect(failureOf(answered(name, status), bucket)).toEqual({
      kind: "refused",
      message: `${name}: no (status ${status})`,
      fix: matching(fix),
    });
  });

  test("is refused without credentials", () => {
    expect(failureOf(Object.assign(new Error("none"), { name: "CredentialsProviderError" }), bucket)).toMatchObject({
      kind: "refused",
      fix: "Give the instance a profile whose role may upload.",
    });
  });

  test.each([
    answered("SlowDown", 503),
    answered("InternalError", 500),
    answered("TooManyRequests", 429),
    answered("ExpiredToken", 400),
    answered("BadDigest", 400),
    new Error("connect ECONNREFUSED"),
    "what is this",
  ])("is worth another try soon for %p", (error) => {
    expect(failureOf(error, bucket).kind).toBe("away");
  });
});
