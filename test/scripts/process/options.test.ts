import { UserError } from "../../../modules/contracts";
import { parseOptions } from "../../../scripts/process/options";

describe("flags of the process script", () => {
  test.each([
    [["--fodler", "/x"], "Unknown option '--fodler'"],
    [["now"], "Unexpected argument 'now'"],
    [["--report-seconds", "0"], '--report-seconds must be a whole number from 1 to 3600, got "0".'],
    [["--poll-milliseconds", "1e3"], '--poll-milliseconds must be a whole number from 1 to 3600000, got "1e3".'],
  ])("are refused: %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(UserError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  test("have defaults that suit the appliance", () => {
    expect(parseOptions([])).toEqual({
      help: false,
      check: false,
      once: false,
      settingsPath: "/etc/tls-mirror/capture.json",
      folder: "/var/lib/tls-mirror",
      reportSeconds: 60,
      pollMs: 1_000,
      retryMs: 1_000,
      silenceMs: 30_000,
      stopSeconds: 60,
    });
  });
});
