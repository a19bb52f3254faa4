import { UserError } from "../../../modules/contracts";
import { parseOptions } from "../../../scripts/capture/options";

describe("flags of the capture script", () => {
  test.each([
    [["--vin", "5"], /Unknown option '--vin'.*\nRun with --help for the flags\./],
    [["capture0"], /Unexpected argument 'capture0'/],
    [["--vni", "0"], /^--vni must be a whole number from 1 to 16777215, got "0"\.$/],
    [["--vni", "16777216"], /^--vni must be a whole number from 1 to 16777215, got "16777216"\.$/],
    [["--vni", "0x10"], /got "0x10"/],
    [["--vni", "7", "--vni", "7"], /^--vni names the same VNI twice\./],
    [["--vni", "7", "--settings", "a.json"], /^--vni and --settings exclude each other/],
    [["--seconds", "1.5"], /^--seconds must be a whole number from 1 to 31536000, got "1\.5"\.$/],
    [["--rotation-seconds", "-3"], /--rotation-seconds/],
    [["--report-seconds", "0"], /^--report-seconds must be a whole number from 1 to 3600, got "0"\.$/],
    [["--health-port", "65536"], /^--health-port must be a whole number from 1 to 65535, got "65536"\.$/],
  ])("refuses %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(UserError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  test("reads the appliance's settings unless VNIs are given", () => {
    expect(parseOptions([]).source).toEqual({ settingsPath: "/etc/tls-mirror/capture.json" });
    expect(parseOptions(["--settings", "mine.json"]).source).toEqual({ settingsPath: "mine.json" });
    expect(parseOptions(["--vni", "7", "--vni", "16777215"]).source).toEqual({ vnis: [7, 16_777_215] });
  });

  test("runs until stopped, reports by the minute and leaves the rest to the settings", () => {
    expect(parseOptions([])).toMatchObject({
      help: false,
      prepare: false,
      folder: "/var/lib/tls-mirror",
      reportSeconds: 60,
      seconds: undefined,
      rotationSeconds: undefined,
      healthPort: undefined,
    });
  });
});
