export const noPrincipal = () =>
  "principals is empty, so the target would be shared with nobody. Name an account id, for instance 111122223333.";

export const notAPrincipal = (principal: string) =>
  `principals: "${principal}" is neither an account id nor the ARN of an organizational unit. ` +
  "Give twelve digits, or an ARN like arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-exampleid; " +
  "mirror targets are not shared with users or roles.";

export const wholeOrganization = (arn: string) =>
  `principals: ${arn} is a whole organization, any account of which could send packets here. ` +
  "Name accounts or organizational units, or set allowOrganization to true if that is what you want.";

export const notAShare = (arn: string) =>
  `shareArn: "${arn}" is not the ARN of a resource share. Give shareArn of the MirrorShare of the other account.`;

export const badParameterPrefix = (prefix: string) =>
  `prefix: "${prefix}" cannot begin the name of a parameter. ` +
  "Write it as /tls-mirror/prod: a slash before each part and none at the end, and neither aws nor ssm first.";
