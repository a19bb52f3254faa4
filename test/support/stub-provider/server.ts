/**
 * A Terraform provider that stands in for AWS: it has the schema of the real one and creates nothing.
 *
 * Terraform starts it and reads from standard output where to connect (HashiCorp go-plugin's handshake, version 1).
 */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MethodDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { loadPackageDefinition, Server, ServerCredentials } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { apply, plan, read } from "./life-cycle";
import type { BlockSchema } from "./schema";
import type { ProviderScript } from "./script";
import { answerFor, refusalFor } from "./script";
import type { DynamicValue, ObjectValue, Value } from "./values";
import { decodeValue, encodeValue, isObject } from "./values";

interface Request {
  readonly type_name: string;
  readonly config: DynamicValue | null;
  readonly current_state: DynamicValue | null;
  readonly prior_state: DynamicValue | null;
  readonly proposed_new_state: DynamicValue | null;
  readonly planned_state: DynamicValue | null;
  readonly raw_state: { readonly json: Uint8Array };
}

function provider(script: ProviderScript): Record<string, (request: Request) => object> {
  const resource = (type: string) => known(script.schema.resources, type);
  let region: Value = null;
  return {
    GetProviderSchema: () => ({
      provider: schemaMessage(script.schema.provider),
      resource_schemas: mapValues(script.schema.resources, schemaMessage),
      data_source_schemas: mapValues(script.schema.dataSources, schemaMessage),
    }),
    ValidateProviderConfig: () => ({}),
    ValidateResourceConfig: () => ({}),
    ValidateDataResourceConfig: () => ({}),
    ConfigureProvider: ({ config }) => {
      const configured = decodeValue(config);
      if (isObject(configured)) region = configured["region"] ?? null;
      return {};
    },
    StopProvider: () => ({}),
    UpgradeResourceState: ({ raw_state }) => ({
      upgraded_state: encodeValue(JSON.parse(Buffer.from(raw_state.json).toString("utf8")) as Value),
    }),
    ReadResource: ({ current_state }) => ({ new_state: current_state }),
    PlanResourceChange: ({ type_name, proposed_new_state }) => ({
      planned_state: encodeValue(plan(resource(type_name), decodeValue(proposed_new_state))),
    }),
    ApplyResourceChange: ({ type_name, prior_state, planned_state }) => {
      const planned = decodeValue(planned_state);
      // Nothing is planned where something is deleted.
      const refusal = refusalFor(script, type_name, planned ?? decodeValue(prior_state));
      if (refusal !== undefined) {
        return { new_state: prior_state, diagnostics: [{ severity: "ERROR", summary: refusal }] };
      }
      return { new_state: encodeValue(apply(type_name, resource(type_name), planned)) };
    },
    ReadDataSource: ({ type_name, config }) => {
      const schema = known(script.schema.dataSources, type_name);
      const value = decodeValue(config);
      // The Region that a provider works in is the one thing that it knows without AWS.
      const own: ObjectValue = type_name === "aws_region" && region !== null ? { region } : {};
      return { state: encodeValue(read(type_name, schema, value, { ...own, ...answerFor(script, type_name, value) })) };
    },
  };
}

function schemaMessage(block: BlockSchema): object {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage(block: BlockSchema): object {
  return {
    attributes: block.attributes.map((attribute) => ({
      ...attribute,
      type: Buffer.from(JSON.stringify(attribute.type)),
    })),
    block_types: block.blocks.map((nested) => ({
      type_name: nested.name,
      nesting: nested.nesting.toUpperCase(),
      min_items: nested.minItems,
      max_items: nested.maxItems,
      block: blockMessage(nested.block),
    })),
  };
}

function known(schemas: Readonly<Record<string, BlockSchema>>, type: string): BlockSchema {
  const schema = schemas[type];
  if (schema === undefined) throw new Error(`the stub provider was given no schema for ${type}`);
  return schema;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, convert: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value)]));
}

/** A method whose messages are small enough to be written as bytes. */
function rawMethod(path: string): MethodDefinition<Buffer, Buffer> {
  const same = (bytes: Buffer) => bytes;
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

/** Calls of go-plugin itself. Unless `Shutdown` is answered, Terraform waits two seconds and kills the process. */
function addPluginServices(server: Server): void {
  server.addService(
    { Shutdown: rawMethod("/plugin.GRPCController/Shutdown") },
    {
      Shutdown: (_call: unknown, reply: (error: null, bytes: Buffer) => void) => {
        reply(null, Buffer.alloc(0));
        setImmediate(() => process.exit(0));
      },
    },
  );
  const serving = Buffer.from([0x08, 0x01]);
  server.addService(
    { Check: rawMethod("/grpc.health.v1.Health/Check") },
    {
      Check: (_call: unknown, reply: (error: null, bytes: Buffer) => void) => {
        reply(null, serving);
      },
    },
  );
}

function addProvider(server: Server, script: ProviderScript): void {
  const definition = loadSync(join(__dirname, "protocol.proto"), { keepCase: true, defaults: true, enums: String });
  const loaded = loadPackageDefinition(definition) as unknown as {
    tfplugin6: { Provider: { service: Parameters<Server["addService"]>[0] } };
  };
  const implementation: UntypedServiceImplementation = mapValues(
    provider(script),
    (answer) => (call: { request: Request }, reply: (error: Error | null, response?: object) => void) => {
      try {
        reply(null, answer(call.request));
      } catch (error) {
        reply(error instanceof Error ? error : new Error(String(error)));
      }
    },
  );
  server.addService(loaded.tfplugin6.Provider.service, implementation);
}

const scriptPath = process.env["STUB_PROVIDER_SCRIPT"];
if (scriptPath === undefined) throw new Error("STUB_PROVIDER_SCRIPT must name the file that says what to play");

const server = new Server({
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  // Statistics of each call, which nobody asks for.
  "grpc.enable_channelz": 0,
});
addPluginServices(server);
addProvider(server, JSON.parse(readFileSync(scriptPath, "utf8")) as ProviderScript);

const socket = join(mkdtempSync(join(tmpdir(), "stub-provider-")), "socket");
server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => {
  if (error !== null) throw error;
  process.stdout.write(`1|6|unix|${socket}|grpc\n`);
});
