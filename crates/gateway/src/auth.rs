//! Who calls, and whether they may: in two steps around the reading of the body.
//!
//! [`identify`] needs the head alone: it turns away what cannot be right (no such key, an old date)
//! before the server holds a byte of body for it. [`Identified::prove`] then checks the signature over the
//! whole request, and last the nonce, which is remembered only for requests that are genuine: otherwise a
//! stranger could use up a client's nonces.

use std::{sync::Arc, time::Duration};

use assay_access::{AccessError, Decision, KeyRefusal, LookupError, RequestContext, SigningKey};
use assay_signing::{Claim, ClaimError, Credentials, SignatureMismatch, SignedRequest};
use assay_store::StoreError;
use assay_types::{AccessKeyId, Timestamp};
use assay_wire::Operation;

use crate::{context::Asked, services::Services};

/// How far a client's clock may be off, either way (signing contract, section 7).
const SKEW: Duration = Duration::from_mins(15);
/// How much longer a nonce is remembered than its request is acceptable: the nodes' clocks differ too.
const NONCE_MARGIN: Duration = Duration::from_mins(1);

/// Why a caller is turned away.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AuthError {
    /// There are no credentials.
    #[error("no credentials")]
    Anonymous,
    /// The credentials cannot be used.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The key is not accepted.
    #[error("{refusal}")]
    Key {
        /// Why.
        refusal: KeyRefusal,
        /// Whether it came as a bearer token.
        is_bearer: bool,
    },
    /// The request's time is too far from ours.
    #[error("signed at {signed_at}, received at {now}")]
    Skew {
        /// The client's time.
        signed_at: Timestamp,
        /// Ours.
        now: Timestamp,
    },
    /// The signature is not the one that the secret gives.
    #[error(transparent)]
    Mismatch(#[from] SignatureMismatch),
    /// The nonce was seen before.
    #[error("the nonce was used before")]
    Replay,
    /// The policy does not allow it.
    #[error("{decision:?} for {action}")]
    Denied {
        /// The action that would have to be allowed.
        action: String,
        /// How it was denied.
        decision: Decision,
        /// Whether the policy speaks of the service at all.
        reaches: bool,
        /// The key that asked.
        key_id: AccessKeyId,
    },
    /// Keys cannot be read.
    #[error(transparent)]
    Access(AccessError),
    /// Nonces cannot be remembered.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A caller as far as the head tells: a bearer key that is good, or a claim that is still to be proved.
pub(crate) struct Identified<'r> {
    key: Arc<SigningKey>,
    claim: Option<(Claim<'r>, AccessKeyId)>,
}

/// Reads the credentials and finds their key; `head` is the request without its body.
pub(crate) async fn identify<'r>(
    services: &Services,
    head: &'r SignedRequest<'_>,
) -> Result<Identified<'r>, AuthError> {
    match Credentials::of(head)? {
        Credentials::Anonymous => Err(AuthError::Anonymous),
        Credentials::Bearer(token) => {
            let found = services.access.bearer(token).await;
            let key = found.map_err(|error| refused(error, true))?;
            Ok(Identified { key, claim: None })
        }
        Credentials::Signed(claim) => {
            let unknown = AuthError::Key { refusal: KeyRefusal::Unknown, is_bearer: false };
            let id: AccessKeyId = claim.access_key_id.parse().map_err(|_| unknown)?;
            let found = services.access.signing_key(&id).await;
            let key = found.map_err(|error| refused(error, false))?;
            key.check_token(claim.security_token)
                .map_err(|refusal| AuthError::Key { refusal, is_bearer: false })?;
            let (signed_at, now) = (Timestamp(claim.timestamp_ms), services.clock.now());
            if signed_at.distance(now) > SKEW {
                return Err(AuthError::Skew { signed_at, now });
            }
            Ok(Identified { key, claim: Some((claim, id)) })
        }
    }
}

impl Identified<'_> {
    /// Checks the signature over the whole request, and that it is not sent for the second time.
    pub(crate) async fn prove(
        self,
        services: &Services,
        whole: &SignedRequest<'_>,
    ) -> Result<Arc<SigningKey>, AuthError> {
        let Some((claim, id)) = self.claim else { return Ok(self.key) };
        let secret = self.key.secret().map_err(|refusal| AuthError::Key { refusal, is_bearer: false })?;
        claim.verify(whole, secret.expose())?;
        let until = Timestamp(claim.timestamp_ms) + SKEW + NONCE_MARGIN;
        if services.nonces.remember_nonce(&id, claim.nonce, until).await? {
            Ok(self.key)
        } else {
            Err(AuthError::Replay)
        }
    }
}

/// Asks the key's policy.
pub(crate) fn authorize(
    services: &Services,
    asked: &Asked,
    key: &SigningKey,
    operation: &Operation,
) -> Result<(), AuthError> {
    let caller = &key.caller;
    let service = operation.product.ram_service();
    let action = operation.ram_action();
    // The form that resources have in RAM, so that both `*` and `acs:SERVICE:*` in a policy mean it.
    let resource = format!("acs:{service}:*:{}:*", caller.tenant);
    let context = RequestContext { source_ip: asked.peer, now: services.clock.now() };
    let decision = caller.may(&action, &resource, &context);
    if decision.is_allowed() {
        return Ok(());
    }
    let reaches = caller.reaches(service);
    Err(AuthError::Denied { action, decision, reaches, key_id: caller.key_id.clone() })
}

fn refused(error: LookupError, is_bearer: bool) -> AuthError {
    match error {
        LookupError::Refused(refusal) => AuthError::Key { refusal, is_bearer },
        LookupError::Failed(error) => AuthError::Access(error),
    }
}
