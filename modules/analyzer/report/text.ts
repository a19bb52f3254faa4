import type { ConnectionRecord } from "../../contracts";
import { CAUSE_MEANINGS } from "./causes";
import type { Group, Summary, Tally } from "./summary";

/** Values listed of each kind before "and N more". */
const LISTED = 3;

/** Lines are no longer than this, however wide the terminal is: longer ones are hard to read. */
const MAX_WIDTH = 110;

/** The report for people: outcomes, then what failed and why, the most frequent first. */
export function textReport(summary: Summary, width: number): string {
  const { outcomes } = summary;
  if (summary.connections === 0) {
    return "No TLS connection in this capture. Other listener ports than 443 and 8443 are told with --listener-port.\n";
  }
  const columns = Math.min(width, MAX_WIDTH);
  const lines = [
    `${count(summary.connections, "connection")} from ${summary.start ?? ""} to ${summary.end ?? ""}`,
    "",
    `  ${padded(outcomes.completed)}  completed`,
    `  ${padded(outcomes.failed)}  failed`,
    `  ${padded(outcomes["not-tls"])}  not TLS`,
    `  ${padded(outcomes.undetermined)}  undetermined: the capture cannot tell`,
    ...section("Failed", summary.groups("failed"), columns),
    ...section("Not TLS", summary.groups("not-tls"), columns),
    ...section("Undetermined", summary.groups("undetermined"), columns),
    ...section(
      "Completed, but closed without application data",
      summary.groups("completed").filter(({ cause }) => cause !== null),
      columns,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, groups: readonly Group[], width: number): string[] {
  return groups.length === 0 ? [] : ["", title, ...groups.flatMap((group) => groupLines(group, width))];
}

function groupLines(group: Group, width: number): string[] {
  const { example, cause } = group;
  const detail = detailOf(example);
  const certainty = example.certainty === "likely" ? " (likely)" : "";
  const meaning = example.cause === null ? "" : CAUSE_MEANINGS[example.cause];
  return [
    "",
    `  ${padded(group.count)} x ${cause ?? "completed"}${certainty}${detail === "" ? "" : `: ${detail}`}`,
    ...wrapped(example.reason?.text ?? meaning, width),
    ...listing("clients", group.clients),
    ...listing("names", group.names),
    ...listing("JA4", group.fingerprints),
  ];
}

/** How it ended, in Wireshark's words. */
function detailOf({ outcome, alert, closedBy }: ConnectionRecord): string {
  if (outcome !== "failed") return "";
  if (alert !== null) {
    return alert.encrypted
      ? `encrypted alert by the ${alert.by}`
      : `alert ${alert.name ?? ""} (${alert.code ?? ""}) by the ${alert.by}`;
  }
  if (closedBy === null) return "";
  return closedBy.how === "timeout"
    ? `silence of the ${closedBy.side}`
    : `${closedBy.how.toUpperCase()} by the ${closedBy.side}`;
}

const INDENT = "           ";

function listing(label: string, tally: Tally): string[] {
  if (tally.size === 0) return [];
  const values = tally.top(LISTED).map(([value, times]) => (times === 1 ? value : `${value} (${times})`));
  const more = tally.size - values.length;
  return [`${INDENT}${label.padEnd(8)} ${values.join(", ")}${more > 0 ? `, and ${more} more` : ""}`];
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(INDENT + word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function padded(value: number): string {
  return String(value).padStart(6);
}

function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? "" : "s"}`;
}
