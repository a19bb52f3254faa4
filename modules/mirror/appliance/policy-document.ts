/** One statement of an IAM policy document. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Record<string, Record<string, string>>;
}

/** An IAM policy document, as JSON. */
export function policyDocument(statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statement });
}
