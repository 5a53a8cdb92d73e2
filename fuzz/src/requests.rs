//! What a stranger's request says: who sent it, and what it asks for.

use assay_signing::{Credentials, SignedRequest};
use assay_wire::{
    Params,
    pds::Query,
    sas::{
        CreateFileDetectRequest, CreateFileDetectUploadUrlRequest, GetFileDetectReportRequest,
        GetFileDetectResultRequest, ListCompressFileDetectResultRequest,
    },
};

/// A request as text: a line with method, path and query, header lines, an empty line, the body.
pub fn signing(data: &[u8]) {
    let split = data.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = match split {
        Some(at) => (&data[..at], &data[at + 2..]),
        None => (data, &[][..]),
    };
    let mut lines = head.split(|&byte| byte == b'\n');
    // An HTTP library hands these over as text, or refuses the request.
    let Ok(first) = std::str::from_utf8(lines.next().unwrap_or_default()) else { return };
    let (method, target) = first.split_once(' ').unwrap_or((first, "/"));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<(String, &[u8])> = lines
        .filter_map(|line| {
            let colon = line.iter().position(|&byte| byte == b':')?;
            let name = std::str::from_utf8(&line[..colon]).ok()?.to_ascii_lowercase();
            Some((name, line[colon + 1..].trim_ascii()))
        })
        .collect();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), *value));
    let request = SignedRequest::new(method, path, query, headers, body);
    if let Ok(Credentials::Signed(claim)) = Credentials::of(&request) {
        assert!(!claim.strings_to_sign(&request).is_empty(), "nothing to sign");
        // Whatever it says: a fuzzer does not guess signatures.
        let _ = claim.verify(&request, "secret");
    }
}

/// A query, and after a line end a form body; read as the parameters of every operation.
pub fn params(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (query, form) = text.split_once('\n').unwrap_or((&text, ""));
    let Ok(params) = Params::parse(query, Some(form.as_bytes())) else { return };
    let _ = CreateFileDetectRequest::from_params(&params);
    let _ = GetFileDetectReportRequest::from_params(&params);
    let _ = ListCompressFileDetectResultRequest::from_params(&params);
    if let Ok(request) = CreateFileDetectUploadUrlRequest::from_params(&params) {
        let files = request.hash_key_list.len() + request.hash_key_context_list.len();
        assert!((1..=CreateFileDetectUploadUrlRequest::HASH_KEYS_MAX).contains(&files), "{files} files");
    }
    if let Ok(request) = GetFileDetectResultRequest::from_params(&params) {
        let keys = request.hash_key_list.len();
        assert!((1..=GetFileDetectResultRequest::HASH_KEYS_MAX).contains(&keys), "{keys} keys");
    }
}

/// A search's query: what is read and printed reads back, and prints the same.
pub fn query(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(query) = Query::parse(&text) else { return };
    let printed = query.to_string();
    match Query::parse(&printed) {
        Ok(again) => assert_eq!(again.to_string(), printed),
        // Printing adds spaces, parentheses and backslashes.
        Err(error) => {
            assert!(error.at >= Query::MAX_CHARS || error.why.contains("deep"), "{printed}: {error}");
        }
    }
}
