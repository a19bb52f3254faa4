import type { ChildProcess } from "node:child_process";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { NetworkNamespace } from "../support/namespaces";

const DISK_MIB = 1_536;
const MEMORY_MIB = 1_024;

/** Around the answer to a command; quoted in the command, so that the terminal's echo of it does not look like one. */
const ANSWER = /BEGIN-OF-ANSWER\r\n([^]*?)END-OF-ANSWER/;

/**
 * A folder of files, booted in QEMU without hardware's help (TCG).
 *
 * The kernel and its first root file system are the image's own, from `/boot`. A shell of root waits at the second
 * serial port: systemd's own for debugging, asked for on the kernel's command line, so that the image stays as it is.
 */
export class VirtualMachine {
  readonly #root: string;
  readonly #folder: string;
  /** Starts QEMU as it was started first. */
  #launch: () => ChildProcess = () => {
    throw new Error("the machine was never started");
  };
  #process: ChildProcess | undefined;
  #shell: Socket | undefined;
  #said = "";

  /**
   * @param root - folder that becomes the disk
   * @param folder - for the disk and sockets
   */
  constructor(root: string, folder: string) {
    this.#root = root;
    this.#folder = folder;
  }

  /** Writes the files to the disk. */
  makeDisk(): void {
    const made = spawnSync("mke2fs", ["-q", "-F", "-t", "ext4", "-d", this.#root, this.#disk, `${DISK_MIB}M`], {
      encoding: "utf8",
    });
    if (made.status !== 0) throw new Error(`mke2fs failed: ${made.stderr}`);
  }

  /**
   * Starts the machine with one network card, whose other end is a tap device of the namespace.
   *
   * @param userDataUrl - where cloud-init finds user data (data source NoCloud, over the network)
   */
  async start(namespace: NetworkNamespace, tap: string, userDataUrl: string): Promise<void> {
    const boot = join(this.#root, "boot");
    const names = await readdir(boot);
    const file = (prefix: string) => join(boot, names.find((name) => name.startsWith(prefix)) ?? prefix);
    const commandLine = "console=ttyS0 root=/dev/vda rw net.ifnames=0 systemd.debug_shell=ttyS1";
    const machine = ["-accel", "tcg", "-cpu", "qemu64,-svm", "-m", `${MEMORY_MIB}`, "-no-user-config"];
    const kernel = ["-kernel", file("vmlinuz-"), "-initrd", file("initrd.img-"), "-append", commandLine];
    const disk = ["-drive", `file=${this.#disk},format=raw,if=virtio,cache=unsafe`];
    const network = ["-netdev", `tap,id=net,ifname=${tap},script=no,downscript=no`];
    const card = ["-device", "virtio-net-pci,netdev=net,mac=02:00:5e:00:00:10", "-device", "virtio-rng-pci"];
    const ports = ["-serial", `file:${this.#console}`, "-serial", `unix:${this.#socket},server=on,wait=off`];
    const userData = ["-smbios", `type=1,serial=ds=nocloud-net;s=${userDataUrl}`];
    const display = ["-nodefaults", "-display", "none", "-no-reboot"];
    const args = [machine, kernel, disk, network, card, display, ports, userData].flat();
    this.#launch = () => namespace.start("qemu-system-x86_64", args);
    await this.#boot();
  }

  /** Runs a shell command as root inside; resolves with what it printed, on either output. */
  async run(command: string): Promise<string> {
    const shell = this.#shell;
    if (shell === undefined) throw new Error("the machine is not running");
    let answer = "";
    const take = (text: string) => (answer += text);
    shell.on("data", take);
    // The shell may not be there yet: what is typed waits in the terminal.
    shell.write(`echo BEGIN-OF-"ANSWER"; { ${command}; } 2>&1; echo END-OF-"ANSWER"\n`);
    while (!ANSWER.test(answer)) {
      if (this.#process?.exitCode !== null) throw new Error(`the machine ended: ${this.#said}`);
      await delay(100);
    }
    shell.off("data", take);
    return (ANSWER.exec(answer)?.[1] ?? "").replaceAll("\r", "");
  }

  /**
   * Shuts down in good order, as on an instance, and boots again from the same disk: in a new QEMU, since one whose machine
   * resets itself may be at it for minutes, throwing away what it had translated.
   */
  async reboot(): Promise<void> {
    await this.#shutDown("reboot");
    await this.#boot();
  }

  /** Shuts down in good order: units are stopped as on an instance. */
  async powerOff(): Promise<void> {
    await this.#shutDown("poweroff");
  }

  /** Ends it whatever became of the test. */
  async end(): Promise<void> {
    if (this.#process === undefined) return;
    const ended = once(this.#process, "close");
    this.#process.kill("SIGKILL");
    await ended;
    this.#process = undefined;
  }

  /** Copies a folder off the disk of a machine that is powered off. */
  copyOut(path: string, to: string): void {
    const copied = spawnSync("debugfs", ["-R", `rdump ${path} ${to}`, this.#disk], { encoding: "utf8" });
    if (copied.status !== 0) throw new Error(`debugfs failed: ${copied.stderr}`);
  }

  async #boot(): Promise<void> {
    this.#process = this.#launch();
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#said += text));
    this.#shell = await this.#connect(this.#socket);
  }

  async #shutDown(how: "reboot" | "poweroff"): Promise<void> {
    const ended = once(this.#process!, "close");
    this.#shell?.write(`systemctl ${how}\n`);
    await ended;
    this.#process = undefined;
  }

  async #connect(path: string): Promise<Socket> {
    for (;;) {
      const socket = connect(path).setEncoding("utf8");
      const isConnected = await once(socket, "connect").then(
        () => true,
        () => false,
      );
      if (isConnected) return socket;
      if (this.#process?.exitCode !== null) throw new Error(`QEMU ended: ${this.#said}`);
      await delay(100);
    }
  }

  get #socket(): string {
    return join(this.#folder, "shell");
  }

  get #disk(): string {
    return join(this.#folder, "disk.img");
  }

  get #console(): string {
    return join(this.#folder, "console.log");
  }
}
