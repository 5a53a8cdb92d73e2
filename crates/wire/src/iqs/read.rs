//! Reading a JSON body into an operation's request, with errors in the ACS products' words.

use serde::de::DeserializeOwned;

use crate::{ApiError, ParamError, code};

/// Reads a request's body; an empty one is an empty object.
///
/// # Errors
/// `InvalidRequestJSONFormat` for what is not a JSON object, `MissingParameter` and `InvalidParameter` for what is one
/// and does not fit; the message names the field.
pub fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(ApiError::new(code::INVALID_REQUEST_JSON_FORMAT)
            .with_message("The request body must be a JSON object."));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader);
    let request = read.map_err(|error| {
        let (path, cause) = (error.path().to_string(), error.inner());
        if cause.is_data() { misfit(&path, &cause.to_string()) } else { not_json(cause) }
    })?;
    reader.end().map_err(|error| not_json(&error))?;
    Ok(request)
}

fn misfit(path: &str, why: &str) -> ApiError {
    let why = why.rsplit_once(" at line ").map_or(why, |(why, _)| why);
    match why.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        Some(missing) if path == "." => ParamError::missing(missing.to_owned()).into(),
        Some(missing) => ParamError::missing(format!("{path}.{missing}")).into(),
        None => ApiError::new(code::INVALID_PARAMETER)
            .with_message(format!("The input parameter {path} is not valid: {why}.")),
    }
}

fn not_json(error: &serde_json::Error) -> ApiError {
    ApiError::new(code::INVALID_REQUEST_JSON_FORMAT)
        .with_message(format!("The request body is not valid JSON: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iqs::ScanFileRequest;

    #[test]
    fn what_is_not_an_object_is_told_apart() {
        for body in ["[]", "1", "nonsense", "{\"imageUrl\":", "{} {}", "{\"imageUrl\":\"\u{1}\"}"] {
            let error = read_json::<ScanFileRequest>(body.as_bytes()).expect_err(body);
            assert_eq!((error.status(), error.code()), (400, "InvalidRequestJSONFormat"), "{body}");
        }
        for body in ["", " \n", "{}", " {} "] {
            assert!(read_json::<ScanFileRequest>(body.as_bytes()).is_ok(), "{body:?}");
        }
    }
}
