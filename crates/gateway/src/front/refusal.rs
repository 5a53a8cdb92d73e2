//! Why a head was refused: what the service then says in JSON.

/// A request that never reaches hyper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Not HTTP, or a head that contradicts itself; what is wrong with it.
    Malformed(&'static str),
    /// The connection ended inside the head.
    Incomplete,
    /// The head did not arrive in time.
    Slow,
    /// The target is longer than the limit.
    TargetTooLong,
    /// The headers are more or larger than the limit.
    HeadersTooLarge,
    /// Neither HTTP/1.0 nor HTTP/1.1.
    Version,
    /// A `Content-Length` that no body can have.
    BodyTooLarge,
    /// `CONNECT`: this is not a proxy.
    Connect,
    /// The server has as many connections as it takes.
    Busy,
}
