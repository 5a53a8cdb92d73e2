//! One call of an operation, in the order in which it is checked.
//!
//! Identify the caller, read the body, prove the signature, then the policy, the throttle and the daily
//! allowance; only then are parameters parsed and the service called.

use assay_access::LookupError;
use assay_drive::{Caller, Who};
use assay_signing::SignedRequest;
use assay_wire::{ApiError, Operation, Params, Product, Refusal as Turned, Served, pds::PdsOperation};
use http::{
    HeaderMap,
    header::{CONTENT_TYPE, HeaderValue},
    request::Parts,
};
use hyper::body::Incoming;
use tokio::time::Instant;

use crate::{
    auth::{self, AuthError, Identified, Identity},
    body::BodyError,
    context::Asked,
    errors,
    reply::Reply,
    service::Shared,
};

/// The header that proves the right to a share link.
const SHARE_TOKEN: &str = "x-share-token";

impl Shared {
    /// Answers a call, whatever comes of it.
    pub(crate) async fn operation(
        &self,
        asked: &mut Asked,
        operation: &'static Operation,
        parts: &Parts,
        query: &str,
        body: Incoming,
    ) -> Reply {
        match self.try_operation(asked, operation, parts, query, body).await {
            Ok(reply) => reply,
            Err(stopped) => stopped.into_reply(asked),
        }
    }

    async fn try_operation(
        &self,
        asked: &mut Asked,
        operation: &'static Operation,
        parts: &Parts,
        query: &str,
        body: Incoming,
    ) -> Result<Reply, Stopped> {
        self.bodies.admit(&body)?;
        let unsupported = || ApiError::new(operation.product.refusal(Turned::UnsupportedOperation));
        if operation.anonymous && operation.served().is_none() {
            return Err(unsupported().into());
        }
        let not_proved = |asked: &Asked, error: AuthError| {
            let error = errors::of_auth(&error, operation.product, asked.request_id);
            self.metrics.auth_failed(error.code());
            error
        };
        let head = view(parts, query, b"");
        let share_token = share_token(&parts.headers);
        let may_be_nobody = operation.product == Product::Pds && share_token.is_some();
        let identified = if operation.anonymous {
            // What clients never sign is not held to what they happen to send along.
            Identified::Known(Identity::Anonymous)
        } else {
            match auth::identify(&self.services, asked, operation, &head).await {
                Err(AuthError::Anonymous) if may_be_nobody => Identified::Known(Identity::Anonymous),
                other => other.map_err(|error| not_proved(asked, error))?,
            }
        };
        let body = self.bodies.read(body).await?;
        let identity = if body.bytes.is_empty() {
            identified.prove(&self.services, &head).await
        } else {
            identified.prove(&self.services, &view(parts, query, &body.bytes)).await
        }
        .map_err(|error| not_proved(asked, error))?;
        asked.body_bytes = body.bytes.len();
        asked.caller = identity.tenant().map(|tenant| (identity.subject(asked), tenant.clone()));
        let served = operation.served().ok_or_else(unsupported)?;
        self.allow(asked, operation, &identity).await?;
        match (served, &identity) {
            (Served::Sas(sas), Identity::Key(key)) => {
                let form = is_form(&parts.headers).then_some(&*body.bytes);
                let params = Params::parse(query, form).map_err(ApiError::from)?;
                let detect = &self.services.faces.detect;
                let body = detect.call(sas, &key.caller, &params, asked.request_id).await?;
                Ok(Reply::of_product(Product::Sas, body))
            }
            (Served::Sas(_), Identity::User(_) | Identity::Anonymous) => {
                Err(not_proved(asked, AuthError::Anonymous).into())
            }
            (Served::Pds(pds), _) => {
                let caller = self.drive_caller(asked, &identity, share_token).await?;
                Ok(self.drive_call(pds, &caller, &body.bytes).await?)
            }
        }
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
            Identity::User(user) => Who::User {
                tenant: user.tenant.clone(),
                domain: user.domain.clone(),
                user: user.user.clone(),
                role: user.role,
                name: user.name.clone(),
            },
            Identity::Anonymous => Who::Anonymous,
        };
        let bearer = match identity {
            Identity::User(user) => Some(user.token.clone()),
            Identity::Key(_) | Identity::Anonymous => None,
        };
        let share_token = share_token.map(str::to_owned);
        Ok(Caller { who, share_token, bearer, request_id: asked.request_id })
    }

    async fn drive_call(
        &self,
        operation: PdsOperation,
        caller: &Caller,
        body: &[u8],
    ) -> Result<Reply, ApiError> {
        let body = self.services.faces.drive.call(operation, caller, body).await?;
        Ok(Reply::of_product(Product::Pds, body))
    }

    /// The policy, the rate, the day's allowance: in the order of what they cost.
    async fn allow(
        &self,
        asked: &Asked,
        operation: &'static Operation,
        identity: &Identity,
    ) -> Result<(), ApiError> {
        let product = operation.product;
        if let Identity::Key(key) = identity {
            auth::authorize(&self.services, asked, key, operation).map_err(|error| {
                let error = errors::of_auth(&error, product, asked.request_id);
                self.metrics.auth_failed(error.code());
                error
            })?;
        }
        self.throttle
            .take(&identity.subject(asked), operation, Instant::now())
            .map_err(|seconds| ApiError::new(product.refusal(Turned::Throttled)).with_retry_after(seconds))?;
        let Identity::Key(key) = identity else { return Ok(()) };
        match self.services.access.count_call(&key.caller).await {
            Ok(()) => Ok(()),
            Err(LookupError::Refused(refusal)) => Err(errors::of_key(refusal, false, product)),
            Err(LookupError::Failed(error)) => {
                Err(errors::of_auth(&AuthError::Access(error), product, asked.request_id))
            }
        }
    }
}

/// Why an operation was not carried out, and whether the connection is still good.
struct Stopped {
    error: ApiError,
    /// The body was not read to its end.
    is_cut: bool,
}

impl From<ApiError> for Stopped {
    fn from(error: ApiError) -> Self {
        Self { error, is_cut: false }
    }
}

impl From<BodyError> for Stopped {
    fn from(error: BodyError) -> Self {
        Self { error: errors::of_body(&error), is_cut: true }
    }
}

impl Stopped {
    fn into_reply(self, asked: &Asked) -> Reply {
        let reply = Reply::error(&self.error, asked);
        if self.is_cut { reply.closing() } else { reply }
    }
}

/// The request as signatures see it. The path is as it was on the wire, and so is the `Host`, even where
/// it holds a scheme.
fn view<'a>(parts: &'a Parts, query: &'a str, body: &'a [u8]) -> SignedRequest<'a> {
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    SignedRequest::new(parts.method.as_str(), parts.uri.path(), query, headers, body)
}

/// Whether the body holds parameters: the same bodies that an RPC signature covers, and no other.
fn is_form(headers: &HeaderMap) -> bool {
    const FORM: &[u8] = b"application/x-www-form-urlencoded";
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default().trim_ascii();
    content_type.get(..FORM.len()).is_some_and(|start| start.eq_ignore_ascii_case(FORM))
}

/// The share link's token that came along, if it is there and is text.
fn share_token(headers: &HeaderMap) -> Option<&str> {
    let token = headers.get(SHARE_TOKEN)?.to_str().ok()?.trim();
    (!token.is_empty()).then_some(token)
}
