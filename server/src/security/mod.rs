//! What stands around every door: headers, forged requests, limits, panics, names of requests.
//! Never here: who may do what.

mod dress;
mod forgery;
mod headers;
mod limits;

pub use dress::{dress, on_panic};
pub use forgery::{forgery_layer, refuse_unproven};
pub use headers::{PageNonce, headers};
pub use limits::{MOST_BODY_BYTES, PATIENCE, RequestName, name_request, patience_layer};
