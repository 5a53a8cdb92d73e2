//! An error as a client sees it, and the two JSON bodies that carry it.
//!
//! The body is JSON always: the official clients lose the code of anything else (signing contract,
//! section 8). What an operator needs beyond this goes to the log, under the same request id.

use std::borrow::Cow;

use assay_types::RequestId;
use serde::Serialize;

use crate::{Code, ParamError, code};

/// Which of the two error bodies a product speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorShape {
    /// SAS, IMM, IQS: `{"RequestId", "HostId", "Code", "Message"}`.
    Acs,
    /// PDS: `{"code", "message"}`; the request id is only in the header `x-ca-request-id`.
    Pds,
}

/// Why a policy refused, in the words of RAM: the `AccessDeniedDetail` of a 403.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessDeniedDetail {
    /// The action that would have had to be allowed: `yundun-sas:CreateFileDetect`.
    pub auth_action: String,
    /// The access key that asked.
    pub auth_principal_display_name: String,
    /// `ImplicitDeny` (nothing allows it) or `ExplicitDeny` (a statement denies it).
    pub no_permission_type: String,
}

/// An error for a client: a code from the catalogue, and what makes it more precise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ApiError {
    code: Cow<'static, str>,
    status: u16,
    message: Cow<'static, str>,
    retry_after_s: Option<u32>,
    access_denied_detail: Option<Box<AccessDeniedDetail>>,
}

impl ApiError {
    /// The catalogue's code with its default message.
    pub const fn new(code: Code) -> Self {
        Self {
            code: Cow::Borrowed(code.name),
            status: code.status,
            message: Cow::Borrowed(code.message),
            retry_after_s: None,
            access_denied_detail: None,
        }
    }

    /// PDS: a field of the body that is not what it should be, and why: `InvalidParameter.{field}`.
    pub fn invalid_field(field: &str, why: impl std::fmt::Display) -> Self {
        let message = format!("The input parameter {field} is not valid: {why}.");
        Self::new(code::INVALID_PARAMETER).about(field).with_message(message)
    }

    /// PDS: a field of the body that is not there: `MissingParameter.{field}`.
    pub fn missing_field(field: &str) -> Self {
        let message = format!("The input parameter {field} that is mandatory is not supplied.");
        Self::new(code::MISSING_PARAMETER).about(field).with_message(message)
    }

    /// PDS: appends what the code is about, a parameter or a kind of thing: `NotFound.FileId`.
    #[must_use]
    pub fn about(mut self, subject: &str) -> Self {
        self.code = Cow::Owned(format!("{}.{subject}", self.code));
        self
    }

    /// Replaces the message. It goes to the client: no paths, no causes, no secrets.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.message = message.into();
        self
    }

    /// Adds after how many seconds a retry makes sense (at least one): the header `x-acs-retry-after`.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds.max(1));
        self
    }

    /// Adds why the policy refused. PDS bodies have no place for it and leave it out.
    #[must_use]
    pub fn with_access_denied_detail(mut self, detail: AccessDeniedDetail) -> Self {
        self.access_denied_detail = Some(Box::new(detail));
        self
    }

    /// The wire's code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// HTTP status, 400 to 599.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The client's message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Seconds for `x-acs-retry-after`: a positive integer, or no header.
    pub fn retry_after_s(&self) -> Option<u32> {
        self.retry_after_s
    }

    /// The JSON body. `host_id` is the host that was asked, as the request named it (ACS shape only).
    pub fn body(&self, shape: ErrorShape, request_id: RequestId, host_id: &str) -> Vec<u8> {
        let body = match shape {
            ErrorShape::Acs => serde_json::to_vec(&AcsBody {
                request_id,
                host_id,
                code: &self.code,
                message: &self.message,
                access_denied_detail: self.access_denied_detail.as_deref(),
            }),
            ErrorShape::Pds => serde_json::to_vec(&PdsBody { code: &self.code, message: &self.message }),
        };
        // Texts alone cannot fail to serialize; if they ever do, the code still arrives.
        body.unwrap_or_else(|_| br#"{"Code":"ServerError","Message":"ServerError"}"#.to_vec())
    }
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<ParamError> for ApiError {
    fn from(error: ParamError) -> Self {
        let message = error.to_string();
        match error {
            ParamError::Missing { .. } => Self::new(code::MISSING_PARAMETER),
            ParamError::Invalid { .. } | ParamError::TooManyPairs => Self::new(code::INVALID_PARAMETER),
        }
        .with_message(message)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AcsBody<'a> {
    request_id: RequestId,
    host_id: &'a str,
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_denied_detail: Option<&'a AccessDeniedDetail>,
}

#[derive(Serialize)]
struct PdsBody<'a> {
    code: &'a str,
    message: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(error: &ApiError, shape: ErrorShape, id: RequestId, host: &str) -> serde_json::Value {
        serde_json::from_slice(&error.body(shape, id, host)).expect("JSON")
    }

    #[test]
    fn the_acs_body_has_its_four_fields() {
        let id = RequestId::random();
        let error = ApiError::new(code::GET_RESULT_FAIL);
        assert_eq!(
            json(&error, ErrorShape::Acs, id, "http://127.0.0.1:8480"),
            serde_json::json!({
                "RequestId": id.to_string(),
                "HostId": "http://127.0.0.1:8480",
                "Code": "GetResultFail",
                "Message": code::GET_RESULT_FAIL.message,
            })
        );
        assert_eq!(error.status(), 400);
    }

    #[test]
    fn the_pds_body_is_lower_case_and_has_no_id() {
        let error = ApiError::new(code::UNSUPPORTED_OPERATION);
        assert_eq!(
            json(&error, ErrorShape::Pds, RequestId::random(), "h"),
            serde_json::json!({ "code": "UnsupportedOperation", "message": error.message() })
        );
    }

    #[test]
    fn a_refusal_says_which_action_was_missing() {
        let error = ApiError::new(code::NO_PERMISSION).with_access_denied_detail(AccessDeniedDetail {
            auth_action: "yundun-sas:CreateFileDetect".to_owned(),
            auth_principal_display_name: "AK1".to_owned(),
            no_permission_type: "ImplicitDeny".to_owned(),
        });
        let body = json(&error, ErrorShape::Acs, RequestId::random(), "h");
        assert_eq!(body["AccessDeniedDetail"]["AuthAction"], "yundun-sas:CreateFileDetect");
        assert_eq!(body["AccessDeniedDetail"]["NoPermissionType"], "ImplicitDeny");
    }

    #[test]
    fn parameter_errors_name_the_parameter() {
        let error = ApiError::from(ParamError::Missing { name: "HashKey".into() });
        assert_eq!((error.code(), error.status()), ("MissingParameter", 400));
        assert!(error.message().contains("HashKey"));
    }

    #[test]
    fn a_retry_is_never_at_once() {
        assert_eq!(ApiError::new(code::SYSTEM_BUSY).with_retry_after(0).retry_after_s(), Some(1));
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_json_that_reads_back(message: String, host: String) {
            let error = ApiError::new(code::SERVER_ERROR).with_message(message.clone());
            let id = RequestId::random();
            let acs = json(&error, ErrorShape::Acs, id, &host);
            proptest::prop_assert_eq!(&acs["Message"], &message);
            proptest::prop_assert_eq!(&acs["HostId"], &host);
            proptest::prop_assert_eq!(&json(&error, ErrorShape::Pds, id, &host)["message"], &message);
        }
    }
}
