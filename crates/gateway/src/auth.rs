//! Who calls, and whether they may: in two steps around the reading of the body.
//!
//! [`identify`] needs the head alone: it turns away what cannot be right (no such key, an old date)
//! before the server holds a byte of body for it. [`Identified::prove`] then checks the signature over the
//! whole request, and [`Proved::check_fresh`] last the nonce, which is remembered only for requests that are
//! genuine: otherwise a stranger could use up a client's nonces.

use std::{sync::Arc, time::Duration};

use assay_access::{AccessError, Decision, KeyRefusal, LookupError, RequestContext, SigningKey};
use assay_drive::BearerUser;
use assay_signing::{Claim, ClaimError, Credentials, SignatureMismatch, SignedRequest};
use assay_store::StoreError;
use assay_types::{AccessKeyId, Secret, TenantId, Timestamp};
use assay_wire::{ApiError, Operation, Product};

use crate::{context::Asked, services::Services, throttle::Subject};

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
    /// A token of the drive's is not accepted, or could not be looked up.
    #[error(transparent)]
    Token(ApiError),
}

/// Who calls, once it is proved.
#[derive(Debug, Clone)]
pub(crate) enum Identity {
    /// A key, which acts for its tenant.
    Key(Arc<SigningKey>),
    /// A user of the drive, by this token.
    User(BearerUser, Secret),
    /// Nobody.
    Anonymous,
}

impl Identity {
    /// Whose calls are counted together.
    pub(crate) fn subject(&self, asked: &Asked) -> Subject {
        match self {
            Self::Key(key) => Subject::Key(key.caller.key_id.clone()),
            Self::User(user, _) => Subject::User(user.domain.clone(), user.user.clone()),
            Self::Anonymous => Subject::Peer(asked.peer),
        }
    }

    /// Whose data it is about; unknown for nobody.
    pub(crate) fn tenant(&self) -> Option<&TenantId> {
        match self {
            Self::Key(key) => Some(&key.caller.tenant),
            Self::User(user, _) => Some(&user.tenant),
            Self::Anonymous => None,
        }
    }
}

/// A caller as far as the head tells: somebody who is known, or a claim that is still to be proved.
pub(crate) enum Identified<'r> {
    /// By a bearer token, or allowed to be nobody.
    Known(Identity),
    /// By a signature.
    Claimed(Arc<SigningKey>, Claim<'r>),
}

/// Reads the credentials and finds whose they are; `head` is the request without its body.
pub(crate) async fn identify<'r>(
    services: &Services,
    asked: &Asked,
    operation: &Operation,
    head: &'r SignedRequest<'_>,
) -> Result<Identified<'r>, AuthError> {
    match Credentials::of(head)? {
        Credentials::Anonymous => Err(AuthError::Anonymous),
        Credentials::Bearer(token) => {
            if operation.product == Product::Pds {
                let found = services.faces.drive.bearer(token, asked.request_id).await;
                if let Some(user) = found.map_err(AuthError::Token)? {
                    return Ok(Identified::Known(Identity::User(user, Secret::new(token.to_owned()))));
                }
            }
            let found = services.access.bearer(token).await;
            let key = found.map_err(|error| refused(error, true))?;
            Ok(Identified::Known(Identity::Key(key)))
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
            Ok(Identified::Claimed(key, claim))
        }
    }
}

/// A caller whose signature is right, and what is left to know of it.
pub(crate) struct Proved {
    pub(crate) identity: Identity,
    nonce: Option<(String, Timestamp)>,
}

impl Identified<'_> {
    /// Checks the signature over the whole request.
    pub(crate) fn prove(self, whole: &SignedRequest<'_>) -> Result<Proved, AuthError> {
        let (key, claim) = match self {
            Self::Known(identity) => return Ok(Proved { identity, nonce: None }),
            Self::Claimed(key, claim) => (key, claim),
        };
        let secret = key.secret().map_err(|refusal| AuthError::Key { refusal, is_bearer: false })?;
        claim.verify(whole, secret.expose())?;
        let until = Timestamp(claim.timestamp_ms) + SKEW + NONCE_MARGIN;
        let nonce = Some((claim.nonce.to_owned(), until));
        Ok(Proved { identity: Identity::Key(key), nonce })
    }
}

impl Proved {
    /// Checks that the request is not sent for the second time.
    pub(crate) async fn check_fresh(&self, services: &Services, is_read: bool) -> Result<(), AuthError> {
        let (Identity::Key(key), Some((nonce, until))) = (&self.identity, &self.nonce) else { return Ok(()) };
        let (nonces, id) = (&services.nonces, &key.caller.key_id);
        let is_fresh = if is_read {
            nonces.remember_nonce_of_read(id, nonce, *until).await?
        } else {
            nonces.remember_nonce(id, nonce, *until).await?
        };
        if is_fresh { Ok(()) } else { Err(AuthError::Replay) }
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
