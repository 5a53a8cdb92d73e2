// Makes a folder in drive 1 and scans the drive with an official Node runtime.
//   node pds.mjs RUNTIME ENDPOINT KEY_ID KEY_SECRET NAME      (RUNTIME: openapi-core or openapi-client)
// Prints one JSON object: the folder's id, the names that a scan finds, and how a bad limit was refused.
import { connect } from "./runtime.mjs";

const { call, refusal, rest } = connect({ version: "2022-03-01", style: "ROA", reqBodyType: "json" });
const folder = { drive_id: "1", parent_file_id: "root", name: rest[0], type: "folder" };
const made = await call("CreateFile", "/v2/file/create", { body: folder });
const names = [];
let marker = "";
do {
  const body = { drive_id: "1", fields: "*", limit: 100, ...(marker && { marker }) };
  const page = await call("ScanFile", "/v2/file/scan", { body });
  names.push(...page.items.map((file) => file.name));
  marker = page.next_marker;
} while (marker);
const refused = await refusal("ScanFile", "/v2/file/scan", { body: { drive_id: "1", limit: 101 } });
console.log(JSON.stringify({ folder: made.file_id, names, refused }));
