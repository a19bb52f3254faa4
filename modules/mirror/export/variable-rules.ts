import type { WholeNumbers } from "../../contracts";
import { LISTENER_PORTS } from "../../contracts";
import { cidrWithHostBits, notACidr, notAnId, noPort } from "../errors";
import { exampleId, idForm } from "../resource-id";
import { coveredNetwork, notWholeBetween, portsOutOfRange } from "./errors";
import type { VariableRule } from "./module-variable";

/** Expression: whether `value` is one of these whole numbers. */
export function isWhole(value: string, { least, most }: WholeNumbers): string {
  return `${value} >= ${least} && ${value} <= ${most} && floor(${value}) == ${value}`;
}

/** A number of the variable's own name. */
export function wholeNumberRule(variable: string, bounds: WholeNumbers, unit: string): VariableRule {
  return {
    condition: `\${${isWhole(`var.${variable}`, bounds)}}`,
    message: notWholeBetween(variable, bounds.least, bounds.most, unit),
    refuses: { [variable]: bounds.most + 1 },
  };
}

/** A text of the form that `pattern` (RE2) describes. */
export function formRule(variable: string, pattern: string, message: string, refused: string): VariableRule {
  return {
    condition: `\${can(regex(${JSON.stringify(pattern)}, var.${variable}))}`,
    message,
    refuses: { [variable]: refused },
  };
}

/** A text of a form, where one is given at all. `refuses` is a value that has it not, and what else it takes to be asked. */
export function optionalFormRule(
  variable: string,
  form: RegExp,
  message: string,
  refuses: VariableRule["refuses"],
): VariableRule {
  return {
    condition: `\${var.${variable} == null || can(regex(${JSON.stringify(form.source)}, var.${variable}))}`,
    message,
    refuses,
  };
}

/** An id of AWS: `vpc-0123456789abcdef0`. */
export function idRule(variable: string, prefix: string): VariableRule {
  const message = notAnId(variable, `\${var.${variable}}`, exampleId(prefix));
  return formRule(variable, idForm(prefix), message, prefix);
}

/** TCP ports, at least one. */
export function portRules(variable: string): VariableRule[] {
  return [
    {
      condition: `\${length(var.${variable}) > 0}`,
      message: noPort(variable),
      refuses: { [variable]: [] },
    },
    portRangeRule(variable),
  ];
}

/** TCP ports, as many as there are. */
export function portRangeRule(variable: string): VariableRule {
  const valid = isWhole("port", LISTENER_PORTS);
  return {
    condition: `\${alltrue([for port in var.${variable} : ${valid}])}`,
    message: portsOutOfRange(
      variable,
      LISTENER_PORTS.least,
      `\${join(", ", [for port in var.${variable} : port if !(${valid})])}`,
    ),
    refuses: { [variable]: [443, LISTENER_PORTS.most + 1] },
  };
}

/** Networks in the form that AWS takes: host bits are zero. */
export function cidrRules(variable: string): VariableRule[] {
  const those = (what: string, condition: string) =>
    `\${join(", ", [for cidr in var.${variable} : ${what} if ${condition}])}`;
  const isCidr = "can(cidrhost(cidr, 0))";
  // The address alone, as Terraform writes addresses, is that of the network only where no host bit is set.
  const isNetwork = `try(cidrhost(cidr, 0) == cidrhost(${asHost("cidr")}, 0), true)`;
  return [
    {
      condition: `\${alltrue([for cidr in var.${variable} : ${isCidr}])}`,
      message: notACidr(variable, those("cidr", `!${isCidr}`)),
      refuses: { [variable]: ["203.0.113.0"] },
    },
    {
      condition: `\${alltrue([for cidr in var.${variable} : ${isNetwork}])}`,
      message: cidrWithHostBits(
        variable,
        those("cidr", `!${isNetwork}`),
        those("cidrsubnet(cidr, 0, 0)", `!${isNetwork}`),
      ),
      refuses: { [variable]: ["2001:db8::1/32"] },
    },
  ];
}

/** No network lies within one before it: the rules of a filter are tried in this order. */
export function reachableRule(variable: string): VariableRule {
  const networks = `distinct(var.${variable})`;
  const covered = `anytrue([for earlier in slice(${networks}, 0, position) : ${within("cidr", "earlier")}])`;
  return {
    condition: `\${alltrue([for position, cidr in ${networks} : !${covered}])}`,
    message: coveredNetwork(variable, `\${join(", ", [for position, cidr in ${networks} : cidr if ${covered}])}`),
    refuses: { [variable]: ["203.0.113.0/24", "203.0.113.128/25"] },
  };
}

/** Expression: whether the network `inner` lies within `outer`; false where either is no network. */
export function within(inner: string, outer: string): string {
  const [innerParts, outerParts] = [`split("/", ${inner})`, `split("/", ${outer})`];
  return (
    `try(strcontains(${inner}, ":") == strcontains(${outer}, ":") && ` +
    `tonumber(${outerParts}[1]) <= tonumber(${innerParts}[1]) && ` +
    `cidrhost(${outer}, 0) == cidrhost(join("/", [${innerParts}[0], ${outerParts}[1]]), 0), false)`
  );
}

function asHost(cidr: string): string {
  return `join("/", [split("/", ${cidr})[0], strcontains(${cidr}, ":") ? 128 : 32])`;
}
