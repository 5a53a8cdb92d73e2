//! The four products: version, error shape, RAM name, and the code that each has for a refusal.

use crate::{Code, ErrorShape, code};

/// One of the four APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Product {
    /// Drive: PDS 2022-03-01.
    Pds,
    /// Malware detection: SAS 2018-12-03.
    Sas,
    /// Media: IMM 2020-09-30.
    Imm,
    /// Page: IQS 2024-11-11.
    Iqs,
}

/// Why a caller is turned away before an operation runs. Each product says it in its own code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No credentials where some are needed.
    NoCredentials,
    /// The access key or bearer key is unknown or revoked.
    UnknownKey,
    /// An unknown or revoked bearer token of the kind that clients refresh.
    UnknownToken,
    /// The key has passed its expiry.
    KeyExpired,
    /// The key may not use this product.
    NotActivated,
    /// The key's policy does not allow the operation.
    NotAuthorized,
    /// The key's allowance for today is used up.
    AllowanceExceeded,
    /// Too many requests in a short time; the reply carries when to come back.
    Throttled,
    /// A known operation that is not served.
    UnsupportedOperation,
}

impl Product {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Pds, Self::Sas, Self::Imm, Self::Iqs];

    /// The product whose API has this version; versions are unique to a product.
    pub fn from_version(version: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|product| product.version() == version)
    }

    /// The version that clients send in `x-acs-version` or `Version`.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Pds => "2022-03-01",
            Self::Sas => "2018-12-03",
            Self::Imm => "2020-09-30",
            Self::Iqs => "2024-11-11",
        }
    }

    /// The name in lower case, as metrics and logs have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pds => "pds",
            Self::Sas => "sas",
            Self::Imm => "imm",
            Self::Iqs => "iqs",
        }
    }

    /// What stands before the colon in a RAM action: `yundun-sas:CreateFileDetect`.
    pub const fn ram_service(self) -> &'static str {
        match self {
            Self::Sas => "yundun-sas",
            other => other.name(),
        }
    }

    /// The body that errors of this product have.
    pub const fn error_shape(self) -> ErrorShape {
        match self {
            Self::Pds => ErrorShape::Pds,
            Self::Sas | Self::Imm | Self::Iqs => ErrorShape::Acs,
        }
    }

    /// The code by which this product turns a caller away.
    pub const fn refusal(self, refusal: Refusal) -> Code {
        match (refusal, self) {
            (Refusal::NoCredentials | Refusal::UnknownToken, Self::Pds) => code::ACCESS_TOKEN_INVALID,
            (Refusal::NoCredentials, Self::Iqs) => code::MISSING_CREDENTIALS,
            (Refusal::NoCredentials, _) => code::INCOMPLETE_SIGNATURE,
            (Refusal::UnknownKey | Refusal::UnknownToken, _) => code::INVALID_ACCESS_KEY_ID_NOT_FOUND,
            (Refusal::KeyExpired, Self::Iqs) => code::RETRIEVAL_TEST_USER_PERIOD_EXPIRED,
            (Refusal::KeyExpired, Self::Pds) => code::ACCESS_TOKEN_EXPIRED,
            (Refusal::KeyExpired, _) => code::INVALID_ACCESS_KEY_ID_INACTIVE,
            (Refusal::NotActivated, Self::Iqs) => code::RETRIEVAL_NOT_ACTIVATE,
            (Refusal::NotAuthorized, Self::Iqs) => code::RETRIEVAL_NOT_AUTHORISED,
            (Refusal::NotActivated | Refusal::NotAuthorized, _) => code::NO_PERMISSION,
            (Refusal::AllowanceExceeded, Self::Iqs) => code::RETRIEVAL_TEST_USER_QUERY_EXCEEDED,
            (Refusal::AllowanceExceeded, _) => code::QUOTA_EXCEEDED,
            (Refusal::Throttled, Self::Sas) => code::REQUEST_TOO_FREQUENTLY,
            (Refusal::Throttled, Self::Imm) => code::THROTTLING_USER,
            (Refusal::Throttled, Self::Iqs) => code::RETRIEVAL_THROTTLING_USER,
            (Refusal::Throttled, Self::Pds) => code::TOO_MANY_REQUESTS,
            (Refusal::UnsupportedOperation, _) => code::UNSUPPORTED_OPERATION,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_names_its_product() {
        for product in Product::ALL {
            assert_eq!(Product::from_version(product.version()), Some(product));
        }
        assert_eq!(Product::from_version("2018-12-04"), None);
    }

    #[test]
    fn throttling_speaks_each_products_code() {
        let codes = Product::ALL.map(|product| product.refusal(Refusal::Throttled).name);
        assert_eq!(
            codes,
            ["TooManyRequests", "RequestTooFrequently", "Throttling.User", "Retrieval.Throttling.User"]
        );
    }
}
