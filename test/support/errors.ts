export const commandFailed = (command: string, status: number | null, stderr: string) =>
  new Error(
    `"${command}" ended with ${status === null ? "a signal" : `status ${status}`}: ${stderr.trim()}\n` +
      `Run it by hand as root to see what it lacks.`,
  );
