// Calls GetFileDetectApiInvokeInfo and GetFileDetectResult with an official Node runtime.
//   node sas.mjs RUNTIME ENDPOINT KEY_ID KEY_SECRET      (RUNTIME: openapi-core or openapi-client)
// Prints one JSON object: what the first call answered and how the second was refused.
import { connect } from "./runtime.mjs";

const { call, refusal } = connect({ version: "2018-12-03", style: "RPC", reqBodyType: "formData" });
const info = await call("GetFileDetectApiInvokeInfo", "/", { query: {} });
const query = { Type: "0", "HashKeyList.1": "0".repeat(32) };
const refused = await refusal("GetFileDetectResult", "/", { query });
console.log(JSON.stringify({ info, refused }));
