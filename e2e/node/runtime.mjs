// Calls operations with one of the official Node runtimes.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

// `how` is what the operations of an API have in common: `version`, `style` and `reqBodyType`. The program's arguments
// are RUNTIME ENDPOINT KEY_ID KEY_SECRET and then `rest`. `call` answers an operation's body; `refusal` how it is refused.
export function connect(how) {
  const [runtime, endpoint, accessKeyId, accessKeySecret, ...rest] = process.argv.slice(2);
  const config = { endpoint, protocol: "http", accessKeyId, accessKeySecret, regionId: "cn-shanghai" };
  const core = runtime === "openapi-core";
  const openapi = require(core ? "@alicloud/openapi-core" : "@alicloud/openapi-client");
  const { Config, Params, OpenApiRequest } = core ? openapi.$OpenApiUtil : openapi;
  const { RuntimeOptions } = require(core ? "@darabonba/typescript" : "@alicloud/tea-util");
  const client = new openapi.default(new Config(config));
  const call = async (action, pathname, request) => {
    const params = { action, pathname, protocol: "HTTPS", method: "POST", authType: "AK", bodyType: "json", ...how };
    const options = new RuntimeOptions({ readTimeout: 60000 });
    return (await client.callApi(new Params(params), new OpenApiRequest(request), options)).body;
  };
  const refusal = async (...operation) => {
    try {
      await call(...operation);
    } catch (error) {
      return { code: error.code, statusCode: error.statusCode };
    }
  };
  return { call, refusal, rest };
}
