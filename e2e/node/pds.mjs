// Makes a folder in drive 1 and scans the drive with an official Node runtime.
//   node pds.mjs RUNTIME ENDPOINT KEY_ID KEY_SECRET NAME      (RUNTIME: openapi-core or openapi-client)
// Prints one JSON object: the folder's id, the names that a scan finds, and how a bad limit was refused.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [runtime, endpoint, accessKeyId, accessKeySecret, name] = process.argv.slice(2);
const config = { endpoint, protocol: "http", accessKeyId, accessKeySecret, regionId: "cn-shanghai" };
const call = (action, pathname) => ({
  action,
  version: "2022-03-01",
  protocol: "HTTPS",
  pathname,
  method: "POST",
  authType: "AK",
  style: "ROA",
  reqBodyType: "json",
  bodyType: "json",
});

let client, request, options;
if (runtime === "openapi-core") {
  const { $OpenApiUtil, default: Client } = require("@alicloud/openapi-core");
  const { RuntimeOptions } = require("@darabonba/typescript");
  client = new Client(new $OpenApiUtil.Config(config));
  request = (action, path, body) => [
    new $OpenApiUtil.Params(call(action, path)),
    new $OpenApiUtil.OpenApiRequest({ body }),
  ];
  options = new RuntimeOptions({});
} else {
  const { default: Client, Config, Params, OpenApiRequest } = require("@alicloud/openapi-client");
  const { RuntimeOptions } = require("@alicloud/tea-util");
  client = new Client(new Config(config));
  request = (action, path, body) => [new Params(call(action, path)), new OpenApiRequest({ body })];
  options = new RuntimeOptions({});
}

const folder = { drive_id: "1", parent_file_id: "root", name, type: "folder" };
const made = await client.callApi(...request("CreateFile", "/v2/file/create", folder), options);
const names = [];
let marker = "";
do {
  const body = { drive_id: "1", fields: "*", limit: 100, ...(marker && { marker }) };
  const page = await client.callApi(...request("ScanFile", "/v2/file/scan", body), options);
  names.push(...page.body.items.map((file) => file.name));
  marker = page.body.next_marker;
} while (marker);
let refused;
try {
  await client.callApi(...request("ScanFile", "/v2/file/scan", { drive_id: "1", limit: 101 }), options);
} catch (error) {
  refused = { code: error.code, statusCode: error.statusCode };
}
console.log(JSON.stringify({ folder: made.body.file_id, names, refused }));
