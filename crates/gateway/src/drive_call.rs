//! One operation of the drive, once its caller is known: what is read from where, and what is answered.

use assay_drive::{Caller, Who};
use assay_wire::{
    ApiError, Product,
    pds::{AuthorizeRequest, PdsOperation, read_body},
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
    request::Parts,
};
use serde::Deserialize;

use crate::{
    auth::Identity, context::Asked, errors, operation::is_form, parameters, reply::Reply, service::Shared,
    transfer,
};

/// The header that proves the right to a share link.
pub(crate) const SHARE_TOKEN: &str = "x-share-token";

/// A request to the drive.
pub(crate) struct Call<'r> {
    pub(crate) parts: &'r Parts,
    /// The raw query.
    pub(crate) query: &'r str,
    pub(crate) share_token: Option<&'r str>,
    pub(crate) body: &'r [u8],
}

impl Shared {
    /// Carries out an operation that is allowed.
    pub(crate) async fn drive_operation(
        &self,
        asked: &Asked,
        operation: PdsOperation,
        identity: &Identity,
        call: &Call<'_>,
    ) -> Result<Reply, ApiError> {
        let drive = &*self.services.faces.drive;
        let caller = self.drive_caller(asked, identity, call.share_token).await?;
        let body = match operation {
            PdsOperation::Authorize => return self.authorize(asked, call).await,
            PdsOperation::DownloadFile => {
                let parameters = parameters::object(call.query.as_bytes(), &[], &[])?;
                let content = drive.download_file(&caller, &parameters).await?;
                let (method, headers) = (&call.parts.method, &call.parts.headers);
                let sent = transfer::send(drive, method, headers, &content).await;
                return sent.map_err(|error| errors::internal(&*error, asked.request_id));
            }
            PdsOperation::Batch => self.batch(asked, identity, &caller, call.body).await?,
            // The official clients send the parameters of `Token` as a form.
            _ if is_form(&call.parts.headers) => {
                let parameters = parameters::object(call.body, &[], &[])?;
                drive.call(operation, &caller, &parameters).await?
            }
            _ => drive.call(operation, &caller, call.body).await?,
        };
        Ok(Reply::of_product(Product::Pds, body))
    }

    /// The caller as the drive knows it.
    async fn drive_caller(
        &self,
        asked: &Asked,
        identity: &Identity,
        share_token: Option<&str>,
    ) -> Result<Caller, ApiError> {
        let who = match identity {
            Identity::Key(key) => {
                let tenant = &key.caller.tenant;
                let domain = self.services.faces.drive.domain(tenant, &asked.host, asked.request_id).await?;
                Who::Domain { tenant: tenant.clone(), domain, key: key.caller.key_id.clone() }
            }
            Identity::User(user, _) => Who::User {
                tenant: user.tenant.clone(),
                domain: user.domain.clone(),
                user: user.user.clone(),
                role: user.role,
                name: user.name.clone(),
            },
            Identity::Anonymous => Who::Anonymous,
        };
        let bearer = match identity {
            Identity::User(_, token) => Some(token.clone()),
            Identity::Key(_) | Identity::Anonymous => None,
        };
        let share_token = share_token.map(str::to_owned);
        Ok(Caller { who, share_token, bearer, request_id: asked.request_id })
    }

    /// The page where a user signs in, and what becomes of it.
    async fn authorize(&self, asked: &Asked, call: &Call<'_>) -> Result<Reply, ApiError> {
        let drive = &*self.services.faces.drive;
        let parameters = parameters::object(call.query.as_bytes(), &["scope"], &["hide_consent"])?;
        let request: AuthorizeRequest = read_body(&parameters)?;
        if call.parts.method == Method::POST {
            let form: SignIn = read_body(&parameters::object(call.body, &[], &[])?)?;
            let location =
                drive.authorize_submit(request, &form.user_id, &form.token, asked.request_id).await?;
            let location = HeaderValue::try_from(location)
                .map_err(|error| errors::internal(&error, asked.request_id))?;
            let mut reply = Reply::new(StatusCode::FOUND, HeaderValue::from_static("text/plain"), "");
            let headers = reply.response.headers_mut();
            headers.remove(CONTENT_TYPE);
            headers.insert(LOCATION, location);
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
            return Ok(reply);
        }
        let policy = page_policy(&request.redirect_uri);
        let page = drive.authorize_page(request, asked.request_id).await?;
        let mut reply =
            Reply::new(StatusCode::OK, HeaderValue::from_static("text/html; charset=utf-8"), page);
        let headers = reply.response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        Ok(reply)
    }
}

/// The sign-in form.
#[derive(Deserialize)]
struct SignIn {
    user_id: String,
    token: String,
}

/// What the sign-in page may do: show itself, and send its form. Browsers hold the redirect that answers the
/// form to the policy too, so where it leads is named.
fn page_policy(redirect_uri: &str) -> HeaderValue {
    const POLICY: &str =
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'self'";
    let target = redirect_target(redirect_uri).unwrap_or_default();
    HeaderValue::try_from(format!("{POLICY} {target}")).unwrap_or(HeaderValue::from_static(POLICY))
}

/// Scheme and host of an absolute URI, or the scheme alone where it has no host, as a policy's source.
fn redirect_target(uri: &str) -> Option<&str> {
    let scheme = uri.find(':')?;
    let end = match uri.get(scheme..)?.strip_prefix("://") {
        Some(rest) => scheme + 3 + rest.find(['/', '?', '#']).unwrap_or(rest.len()),
        None => scheme + 1,
    };
    let target = uri.get(..end)?;
    let target = if target.ends_with("//") { uri.get(..=scheme)? } else { target };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.:/[]".contains(&byte);
    target.bytes().all(is_plain).then_some(target)
}

/// The share link's token that came along, if it is there and is text.
pub(crate) fn share_token(headers: &HeaderMap) -> Option<&str> {
    let token = headers.get(SHARE_TOKEN)?.to_str().ok()?.trim();
    (!token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_where_the_form_may_lead() {
        for (uri, expected) in [
            ("https://app.example.com/back?x=1", Some("https://app.example.com")),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http://[::1]:80/x", Some("http://[::1]:80")),
            ("myapp://", Some("myapp:")),
            ("myapp:///x", Some("myapp:")),
            ("urn:ietf:wg:oauth:2.0:oob", Some("urn:")),
            ("https://a;script-src *", None),
            ("https://user@host/", None),
            ("nowhere", None),
            ("", None),
        ] {
            assert_eq!(redirect_target(uri), expected, "{uri}");
        }
        assert!(page_policy("https://a.b/c").to_str().expect("text").ends_with("'self' https://a.b"));
    }
}
