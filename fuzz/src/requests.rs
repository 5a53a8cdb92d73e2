//! What a stranger's request says about who sent it.

use assay_signing::{Credentials, SignedRequest};

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
