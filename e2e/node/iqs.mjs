// Makes a scan of a picture in a file with an official Node runtime.
//   node iqs.mjs RUNTIME ENDPOINT KEY_ID KEY_SECRET FILE      (RUNTIME: openapi-core or openapi-client)
// Prints one JSON object: the answer, and how a request without a picture was refused.
import { readFileSync } from "node:fs";
import { connect } from "./runtime.mjs";

const { call, refusal, rest } = connect({ version: "2024-11-11", style: "ROA", reqBodyType: "json" });
const operation = ["ScanFile", "/linked-retrieval/linked-retrieval-entry/v1/iqs/domain/scan/file"];
const imageBase64 = readFileSync(rest[0]).toString("base64");
const scanFileInputConfig = { autoCrop: "false", autoRotate: "false" };
const answer = await call(...operation, { body: { imageBase64, scanFileInputConfig } });
const refused = await refusal(...operation, { body: {} });
console.log(JSON.stringify({ answer, refused }));
