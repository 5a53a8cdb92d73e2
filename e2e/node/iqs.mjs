// Makes a scan of a picture in a file with an official Node runtime.
//   node iqs.mjs RUNTIME ENDPOINT KEY_ID KEY_SECRET FILE      (RUNTIME: openapi-core or openapi-client)
// Prints one JSON object: the answer, and how a request without a picture was refused.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [runtime, endpoint, accessKeyId, accessKeySecret, file] = process.argv.slice(2);
const config = { endpoint, protocol: "http", accessKeyId, accessKeySecret, regionId: "cn-shanghai" };
const call = {
  action: "ScanFile",
  version: "2024-11-11",
  protocol: "HTTPS",
  pathname: "/linked-retrieval/linked-retrieval-entry/v1/iqs/domain/scan/file",
  method: "POST",
  authType: "AK",
  style: "ROA",
  reqBodyType: "json",
  bodyType: "json",
};

let client, request, options;
if (runtime === "openapi-core") {
  const { $OpenApiUtil, default: Client } = require("@alicloud/openapi-core");
  const { RuntimeOptions } = require("@darabonba/typescript");
  client = new Client(new $OpenApiUtil.Config(config));
  request = (body) => [new $OpenApiUtil.Params(call), new $OpenApiUtil.OpenApiRequest({ body })];
  options = new RuntimeOptions({ readTimeout: 60000 });
} else {
  const { default: Client, Config, Params, OpenApiRequest } = require("@alicloud/openapi-client");
  const { RuntimeOptions } = require("@alicloud/tea-util");
  client = new Client(new Config(config));
  request = (body) => [new Params(call), new OpenApiRequest({ body })];
  options = new RuntimeOptions({ readTimeout: 60000 });
}

const imageBase64 = readFileSync(file).toString("base64");
const scanFileInputConfig = { autoCrop: "false", autoRotate: "false" };
const answer = await client.callApi(...request({ imageBase64, scanFileInputConfig }), options);
let refused;
try {
  await client.callApi(...request({}), options);
} catch (error) {
  refused = { code: error.code, statusCode: error.statusCode };
}
console.log(JSON.stringify({ answer: answer.body, refused }));
