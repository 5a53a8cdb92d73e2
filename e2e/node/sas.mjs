// Calls GetFileDetectApiInvokeInfo and GetFileDetectResult with an official Node runtime.
//   node sas.mjs RUNTIME ENDPOINT KEY_ID KEY_SECRET      (RUNTIME: openapi-core or openapi-client)
// Prints one JSON object: what the first call answered and how the second was refused.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [runtime, endpoint, accessKeyId, accessKeySecret] = process.argv.slice(2);
const config = { endpoint, protocol: "http", accessKeyId, accessKeySecret, regionId: "cn-shanghai" };
const call = (action) => ({
  action,
  version: "2018-12-03",
  protocol: "HTTPS",
  pathname: "/",
  method: "POST",
  authType: "AK",
  style: "RPC",
  reqBodyType: "formData",
  bodyType: "json",
});

let client, request, options;
if (runtime === "openapi-core") {
  const { $OpenApiUtil, default: Client } = require("@alicloud/openapi-core");
  const { RuntimeOptions } = require("@darabonba/typescript");
  client = new Client(new $OpenApiUtil.Config(config));
  request = (action, query) => [new $OpenApiUtil.Params(call(action)), new $OpenApiUtil.OpenApiRequest({ query })];
  options = new RuntimeOptions({});
} else {
  const { default: Client, Config, Params, OpenApiRequest } = require("@alicloud/openapi-client");
  const { RuntimeOptions } = require("@alicloud/tea-util");
  client = new Client(new Config(config));
  request = (action, query) => [new Params(call(action)), new OpenApiRequest({ query })];
  options = new RuntimeOptions({});
}

const info = await client.callApi(...request("GetFileDetectApiInvokeInfo", {}), options);
let refused;
try {
  await client.callApi(...request("GetFileDetectResult", { Type: "0", "HashKeyList.1": "0".repeat(32) }), options);
} catch (error) {
  refused = { code: error.code, statusCode: error.statusCode };
}
console.log(JSON.stringify({ info: info.body, refused }));
