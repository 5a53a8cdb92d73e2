//! Which operation a request is for (signing contract, section 10): by version and action, or by path.

use assay_wire::{ApiError, Operation, Product, Style, code};
use http::{HeaderMap, Method};

use crate::{GatewayConfig, transfer::Transfer};

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/healthz`.
    Health,
    /// `/readyz`.
    Ready,
    /// `/metrics`.
    Metrics,
    /// The form upload.
    Upload,
    /// A signed URL of the drive's, whatever the method.
    Transfer(Transfer),
    /// A browser asks whether a page may call the drive.
    Preflight,
    /// An operation of one of the APIs.
    Operation(&'static Operation),
}

/// A request that goes nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unroutable {
    pub(crate) error: ApiError,
    /// Whose client probably asked.
    pub(crate) product: Option<Product>,
    /// The methods that the path has, when only the method was wrong.
    pub(crate) allow: Option<&'static str>,
}

/// Finds the way of a request. `query` is the raw query.
pub(crate) fn route(
    method: &Method,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    config: &GatewayConfig,
) -> Result<Route, Unroutable> {
    let fixed = match path {
        "/healthz" => Some(Route::Health),
        "/readyz" => Some(Route::Ready),
        "/metrics" => Some(Route::Metrics),
        _ => None,
    };
    if let Some(route) = fixed {
        return only(method, &[Method::GET, Method::HEAD], "GET, HEAD", None).map(|()| route);
    }
    let transfer = path.strip_prefix(config.transfer_path.as_str()).and_then(Transfer::at);
    if *method == Method::OPTIONS && (transfer.is_some() || path.starts_with("/v2/")) {
        return Ok(Route::Preflight);
    }
    if let Some(transfer) = transfer {
        return Ok(Route::Transfer(transfer));
    }
    let below = path.strip_prefix(config.upload_path.as_str());
    if below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        return only(method, &[Method::POST], "POST", None).map(|()| Route::Upload);
    }
    if path == "/" || path.is_empty() {
        return rpc(method, query, headers);
    }
    match Operation::by_path(path) {
        Some(operation) => roa(method, headers, operation),
        // Everything of PDS is under /v2/, so this is one of its clients.
        None if path.starts_with("/v2/") => {
            Err(nowhere(code::INVALID_ACTION_NOT_FOUND.into(), Some(Product::Pds)))
        }
        None => Err(nowhere(code::NOT_FOUND.into(), None)),
    }
}

fn roa(method: &Method, headers: &HeaderMap, operation: &'static Operation) -> Result<Route, Unroutable> {
    let product = operation.product;
    let (methods, allow): (&[Method], _) = match operation.method {
        // Its page is a form, which comes back to where it was.
        assay_wire::Method::Get if operation.action == "Authorize" => {
            (&[Method::GET, Method::POST], "GET, POST")
        }
        assay_wire::Method::Get => (&[Method::GET], "GET"),
        assay_wire::Method::Post => (&[Method::POST], "POST"),
    };
    only(method, methods, allow, Some(product))?;
    if text(headers, "x-acs-version").is_some_and(|version| version != product.version()) {
        return Err(nowhere(code::INVALID_VERSION.into(), Some(product)));
    }
    Ok(Route::Operation(operation))
}

/// The headers come before the query: ACS3 signs both, and with an RPC signature, which signs only the
/// query, `assay_signing` refuses headers that say something else.
fn rpc(method: &Method, query: &str, headers: &HeaderMap) -> Result<Route, Unroutable> {
    let version = text(headers, "x-acs-version").map(str::to_owned).or_else(|| query_text(query, "Version"));
    let action = text(headers, "x-acs-action").map(str::to_owned).or_else(|| query_text(query, "Action"));
    let product = version.as_deref().and_then(Product::from_version);
    only(method, &[Method::POST, Method::GET], "GET, POST", product)?;
    if version.is_none() && action.is_none() {
        return Err(nowhere(code::NOT_FOUND.into(), None));
    }
    if version.is_none() {
        return Err(nowhere(
            ApiError::new(code::MISSING_PARAMETER).with_message("Version is mandatory for this action."),
            None,
        ));
    }
    let Some(product) = product else { return Err(nowhere(code::INVALID_VERSION.into(), None)) };
    let Some(action) = action else {
        return Err(nowhere(
            ApiError::new(code::MISSING_PARAMETER).with_message("Action is mandatory for this action."),
            Some(product),
        ));
    };
    match Operation::by_action(product, &action) {
        Some(operation) if operation.style == Style::Rpc => Ok(Route::Operation(operation)),
        _ => Err(nowhere(code::INVALID_ACTION_NOT_FOUND.into(), Some(product))),
    }
}

fn only(
    method: &Method,
    allowed: &[Method],
    allow: &'static str,
    product: Option<Product>,
) -> Result<(), Unroutable> {
    if allowed.contains(method) {
        return Ok(());
    }
    Err(Unroutable { error: code::METHOD_NOT_ALLOWED.into(), product, allow: Some(allow) })
}

fn nowhere(error: ApiError, product: Option<Product>) -> Unroutable {
    Unroutable { error, product, allow: None }
}

/// A header that is there and not empty.
fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|text| !text.is_empty())
}

/// The first value of a query parameter, if it is not empty.
fn query_text(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(request: &str, headers: &[(&'static str, &'static str)]) -> Result<Route, Unroutable> {
        let (method, target) = request.split_once(' ').expect("a method and a target");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = headers
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_static(value)))
            .collect();
        route(&method.parse().expect("a method"), path, query, &headers, &GatewayConfig::default())
    }

    fn action(route: Result<Route, Unroutable>) -> &'static str {
        match route {
            Ok(Route::Operation(operation)) => operation.action,
            other => panic!("{other:?}"),
        }
    }

    fn refused(route: Result<Route, Unroutable>) -> (String, Option<Product>, Option<&'static str>) {
        let unroutable = route.expect_err("refused");
        (unroutable.error.code().to_owned(), unroutable.product, unroutable.allow)
    }

    const SAS: (&str, &str) = ("x-acs-version", "2018-12-03");

    #[test]
    fn operations_are_found_by_action_and_by_path() {
        assert_eq!(action(find("POST /", &[SAS, ("x-acs-action", "CreateFileDetect")])), "CreateFileDetect");
        assert_eq!(action(find("GET /?Action=GetFileMeta&Version=2020-09-30", &[])), "GetFileMeta");
        assert_eq!(action(find("POST /v2/file/scan", &[])), "ScanFile");
        assert_eq!(action(find("POST /scan/file", &[("x-acs-version", "2024-11-11")])), "ScanFile");
        let header_wins =
            find("POST /?Action=GetFileDetectResult", &[SAS, ("x-acs-action", "CreateFileDetect")]);
        assert_eq!(action(header_wins), "CreateFileDetect");
    }

    #[test]
    fn fixed_paths() {
        assert_eq!(find("GET /healthz", &[]), Ok(Route::Health));
        assert_eq!(find("HEAD /readyz", &[]), Ok(Route::Ready));
        assert_eq!(find("GET /metrics", &[]), Ok(Route::Metrics));
        assert_eq!(find("POST /oss", &[]), Ok(Route::Upload));
        assert_eq!(find("POST /oss/", &[]), Ok(Route::Upload));
        assert_eq!(find("PUT /pds/upload/1/2/3?x=y", &[]), Ok(Route::Transfer(Transfer::Upload)));
        assert_eq!(find("DELETE /pds/download/1", &[]), Ok(Route::Transfer(Transfer::Download)));
        assert_eq!(find("HEAD /pds/thumbnail/1", &[]), Ok(Route::Transfer(Transfer::Thumbnail)));
        assert_eq!(find("OPTIONS /pds/upload/1/2/3", &[]), Ok(Route::Preflight));
        assert_eq!(find("OPTIONS /v2/file/get", &[]), Ok(Route::Preflight));
        assert_eq!(refused(find("OPTIONS /oss", &[])).2, Some("POST"));
        assert_eq!(refused(find("GET /pds/upload", &[])).0, "NotFound");
        assert_eq!(refused(find("POST /healthz", &[])).2, Some("GET, HEAD"));
        assert_eq!(refused(find("PUT /oss/x", &[])).2, Some("POST"));
        assert_eq!(refused(find("POST /ossify", &[])).0, "NotFound");
    }

    #[test]
    fn what_is_wrong_is_told_in_the_products_words() {
        for (request, headers, code, product) in [
            ("GET /", &[][..], "NotFound", None),
            ("POST /", &[SAS], "MissingParameter", Some(Product::Sas)),
            ("POST /?Action=CreateFileDetect", &[], "MissingParameter", None),
            ("POST /?Action=CreateFileDetect&Version=1999-01-01", &[], "InvalidVersion", None),
            ("POST /?Action=Nothing&Version=2018-12-03", &[], "InvalidAction.NotFound", Some(Product::Sas)),
            ("POST /?Action=GetFileMeta", &[SAS], "InvalidAction.NotFound", Some(Product::Sas)),
            ("POST /?Action=ScanFile&Version=2022-03-01", &[], "InvalidAction.NotFound", Some(Product::Pds)),
            ("POST /v2/file/nothing", &[], "InvalidAction.NotFound", Some(Product::Pds)),
            ("POST /v2/file/scan", &[SAS], "InvalidVersion", Some(Product::Pds)),
            ("GET /favicon.ico", &[], "NotFound", None),
        ] {
            assert_eq!(refused(find(request, headers)), (code.to_owned(), product, None), "{request}");
        }
        let wrong = refused(find("DELETE /?Action=CreateFileDetect&Version=2018-12-03", &[]));
        assert_eq!(wrong, ("MethodNotAllowed".to_owned(), Some(Product::Sas), Some("GET, POST")));
        let wrong = refused(find("GET /v2/file/scan", &[]));
        assert_eq!(wrong, ("MethodNotAllowed".to_owned(), Some(Product::Pds), Some("POST")));
    }
}
