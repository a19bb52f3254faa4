import { join } from "node:path";
import type { ConnectionRecord } from "../../modules/contracts";
import { eachLine, type Command } from "./child";

export type ContenderName = "tls-mirror" | "tshark" | "tcpdump";

/** What an analyzer found in a capture. */
export interface Found {
  readonly hellos: number;
  readonly plaintextAlerts: number;
}

export interface Contender {
  readonly name: ContenderName;
  readonly program: string;
  /** What is measured; its output goes to the null device. */
  command(captures: readonly string[]): Command;
  /** Counts what it finds; null for a program that does not look. */
  readonly count: ((captures: readonly string[]) => Promise<Found>) | null;
}

const CLI = join(__dirname, "..", "cli.js");

const CLIENT_HELLO = "1";

export const OURS: Contender = {
  name: "tls-mirror",
  program: process.execPath,
  command: (captures) => ({ program: process.execPath, args: [CLI, "analyze", ...captures, "--format", "ndjson"] }),
  count: async (captures) => {
    let hellos = 0;
    let plaintextAlerts = 0;
    await eachLine(OURS.command(captures), (line) => {
      const { hello, alert } = JSON.parse(line) as ConnectionRecord;
      if (hello !== null) hellos += hello.retried ? 2 : 1;
      if (alert?.encrypted === false) plaintextAlerts++;
    });
    return { hellos, plaintextAlerts };
  },
};

/** Reads one file only, and needs to be told that segments may come out of order. */
export const TSHARK: Contender = {
  name: "tshark",
  program: "tshark",
  command: ([capture = ""]) => ({
    program: "tshark",
    args: [
      ...["-r", capture, "-n", "-o", "tcp.reassemble_out_of_order:TRUE"],
      ...["-Y", "tls.handshake.type == 1 || tls.alert_message.desc"],
      ...["-T", "fields", "-e", "tls.handshake.type", "-e", "tls.alert_message.desc", "-e", "tls.handshake.ja3"],
    ],
  }),
  count: async (captures) => {
    let hellos = 0;
    let plaintextAlerts = 0;
    await eachLine(TSHARK.command(captures), (line) => {
      const [types = "", alerts = ""] = line.split("\t");
      hellos += types.split(",").filter((type) => type === CLIENT_HELLO).length;
      plaintextAlerts += alerts.split(",").filter((alert) => alert !== "").length;
    });
    return { hellos, plaintextAlerts };
  },
};

/** Only copies, in C: what any program must do that reads the file packet by packet. */
export const TCPDUMP: Contender = {
  name: "tcpdump",
  program: "tcpdump",
  command: ([capture = ""]) => ({ program: "tcpdump", args: ["-r", capture, "-w", "/dev/null"] }),
  count: null,
};

export const CONTENDERS: readonly Contender[] = [OURS, TSHARK, TCPDUMP];
