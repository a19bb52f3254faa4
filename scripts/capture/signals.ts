/** What the process was asked by signals. */
export interface Signals {
  /** Aborted by SIGTERM or SIGINT. Later ones change nothing: a stop takes a second, and cutting it short loses packets. */
  readonly stopped: AbortSignal;
  /** Whether SIGHUP came since the last call. */
  takeReload(): boolean;
}

/** Without settings there is nothing to read again, and SIGHUP, which a closed terminal sends, stops too. */
export function handleSignals(hasSettings: boolean): Signals {
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
  };
  let isReloadAsked = false;
  const askReload = () => {
    isReloadAsked = true;
  };
  process
    .on("SIGTERM", stop)
    .on("SIGINT", stop)
    .on("SIGHUP", hasSettings ? askReload : stop);
  return {
    stopped: controller.signal,
    takeReload: () => {
      const taken = isReloadAsked;
      isReloadAsked = false;
      return taken;
    },
  };
}
