//! Reading a JSON body into an operation's request, and saying which field is at fault when it cannot be.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{ApiError, code};

type Refused = serde_path_to_error::Error<serde_json::Error>;

/// Reads a request's body; an empty one is an empty object.
///
/// # Errors
/// `InvalidRequestJSONFormat` for what is not a JSON object, `MissingParameter.{field}` and
/// `InvalidParameter.{field}` for what is one and does not fit.
pub fn read_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    if body.trim_ascii().first() != Some(&b'{') {
        return Err(ApiError::new(code::INVALID_REQUEST_JSON_FORMAT)
            .with_message("The request body must be a JSON object."));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let request =
        serde_path_to_error::deserialize(&mut reader).map_err(|error| refused::<T>(&error, body))?;
    reader.end().map_err(|error| not_json(&error))?;
    Ok(request)
}

fn refused<T: DeserializeOwned>(error: &Refused, body: &[u8]) -> ApiError {
    if error.inner().is_data() {
        return misfit(error);
    }
    // What stands for a word and is no text is told as bad JSON, which it need not be: read by way of values, it
    // is told for what it is.
    let again = serde_json::from_slice::<Value>(body).map(serde_path_to_error::deserialize::<_, T>);
    match again {
        Ok(Err(error)) => misfit(&error),
        Ok(Ok(_)) | Err(_) => not_json(error.inner()),
    }
}

/// A field that is missing, or is not what it should be.
fn misfit(error: &Refused) -> ApiError {
    let cause = error.inner();
    let message = cause.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let path = error.path().to_string();
    if let Some(missing) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        let field = if path == "." { missing.to_owned() } else { format!("{path}.{missing}") };
        return ApiError::missing_field(&field);
    }
    // Required, and as good as absent.
    if message.starts_with("invalid type: null,") {
        return ApiError::missing_field(&path);
    }
    ApiError::invalid_field(&path, message)
}

fn not_json(error: &serde_json::Error) -> ApiError {
    ApiError::new(code::INVALID_REQUEST_JSON_FORMAT)
        .with_message(format!("The request body is not valid JSON: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pds::{CreateFileRequest, ScanFileRequest};

    fn refusal(body: &str) -> (String, String) {
        let error = read_body::<CreateFileRequest>(body.as_bytes()).expect_err("refused");
        assert_eq!(error.status(), 400);
        (error.code().to_owned(), error.message().to_owned())
    }

    #[test]
    fn the_field_at_fault_is_named() {
        assert_eq!(refusal("{}").0, "MissingParameter.name");
        assert_eq!(refusal("").0, "MissingParameter.name");
        let body = r#"{"name":"a","parent_file_id":"root","type":"file","size":"1"}"#;
        assert_eq!(refusal(body).0, "InvalidParameter.size");
        assert_eq!(refusal(r#"{"name":null,"parent_file_id":"root"}"#).0, "MissingParameter.name");
        assert_eq!(refusal(r#"{"name":"a","parent_file_id":"root","type":null}"#).0, "MissingParameter.type");
        assert_eq!(refusal(r#"{"name":"a","parent_file_id":"root","type":5}"#).0, "InvalidParameter.type");
        let body = r#"{"name":"a","parent_file_id":"root","type":"link"}"#;
        let (code, message) = refusal(body);
        assert_eq!(code, "InvalidParameter.type");
        assert!(message.contains("`file`"), "{message}");
        let body =
            r#"{"name":"a","parent_file_id":"root","type":"file","part_info_list":[{"part_number":"x"}]}"#;
        assert_eq!(refusal(body).0, "InvalidParameter.part_info_list[0].part_number");
    }

    #[test]
    fn what_is_not_an_object_is_told_apart() {
        for body in ["[]", "1", "nonsense", "{\"name\":", "{} {}"] {
            let code = read_body::<ScanFileRequest>(body.as_bytes()).expect_err("refused");
            let is_missing = body == "{} {}" && code.code() == "MissingParameter.drive_id";
            assert!(is_missing || code.code() == "InvalidRequestJSONFormat", "{body}: {code}");
        }
    }

    #[test]
    fn null_is_absent_and_unknown_names_are_ignored() {
        let body = br#"{"drive_id":"1","limit":null,"nonsense":[1]}"#;
        let request: ScanFileRequest = read_body(body).expect("read");
        assert_eq!((request.drive_id.as_str(), request.limit), ("1", None));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(body: Vec<u8>) {
            let _ = read_body::<CreateFileRequest>(&body);
        }
    }
}
